from tests.access.matrix import COORDINATORS, EVERYBODY, NOBODY, Row

ROWS = [
    Row("start", EVERYBODY),
    Row("robots", EVERYBODY),
    Row("web:home", EVERYBODY),
    Row("web:outbox", NOBODY),
    Row("web:desk", COORDINATORS),
]
