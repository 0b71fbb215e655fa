from tests.access.matrix import EVERYBODY, Row

PLACE = "?place=ags:05913000"
ROWS = [
    Row(f"matching:{name}", EVERYBODY, query=PLACE) for name in ("results", "compare", "results_csv", "results_json")
]
ROWS.append(Row("matching:why", EVERYBODY, query=f"{PLACE}&candidate=katottg:UA18040190000057814"))
