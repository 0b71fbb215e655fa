from tests.access.matrix import EVERYBODY, Row

ROWS = [Row("start", EVERYBODY), Row("robots", EVERYBODY), Row("web:home", EVERYBODY)]
