"""What was observed beside the load, in a result file (docs/observations.md)."""


def seen(result, source="database"):
    assert source in result["server"], f"no {source} in {list(result['server'])}"
    return result["server"][source]


def figure(result, name, source="database"):
    figures = seen(result, source)["figures"]
    assert name in figures, f"no {name} in {list(figures)}"
    return figures[name]["value"]


def series(result, name, source="database"):
    """Its values."""
    found = seen(result, source)["series"]
    assert name in found, f"no {name} in {list(found)}"
    return found[name]["values"]


def rows(result, table, source="database"):
    """An object a row."""
    tables = seen(result, source)["tables"]
    assert table in tables, f"no {table} in {list(tables)}; {notes(result, source)}"
    names = [column["name"] for column in tables[table]["columns"]]
    return [dict(zip(names, row)) for row in tables[table]["rows"]]


def notes(result, source="database"):
    return seen(result, source)["notes"]


def finding_ids(result):
    return [finding["id"] for finding in result.get("findings", [])]
