"""Papers of a case file: content as plain data, then DOCX to edit and PDF/UA to file."""
