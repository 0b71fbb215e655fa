"""Ukrainian dates without the zero that Django puts before a day: 4 лютого 2027 р., which no line breaks before "р."."""

DATE_FORMAT = "j E Y\xa0р."
DATETIME_FORMAT = "j E Y\xa0р. H:i"
MONTH_DAY_FORMAT = "j E"
