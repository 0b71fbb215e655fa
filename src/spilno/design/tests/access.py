from tests.access.matrix import EVERYBODY, Row

ROWS = [Row("design:components", EVERYBODY)]
