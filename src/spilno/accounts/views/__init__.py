"""Pages of accounts: `home` one's own, `sign_in` the way in, `own_data` what the law grants, `first` the first administrator."""
