"""What X reads in a request, and what it says where it refuses or misses something: the real shapes."""

from collections.abc import Mapping
from typing import Any

from benchmarks.places.server import Answer

PROBLEMS = "https://api.twitter.com/2/problems/"


class Invalid(Exception):
    """A request X does not understand, and the answer that says so."""

    def __init__(self, message: str, **parameters: str) -> None:
        super().__init__(message)
        listed = {name: [value] for name, value in parameters.items()}
        self.answer = Answer(
            status=400,
            body={
                "errors": [{"parameters": listed, "message": message}],
                "title": "Invalid Request",
                "detail": "One or more parameters to your request was invalid.",
                "type": PROBLEMS + "invalid-request",
            },
        )


def problem(status: int, kind: str, title: str) -> dict[str, Any]:
    details = {
        402: "Your enrolled account [1918540743066472448] does not have any credits to fulfill this request.",
        403: "This request must be made using an approved developer account that is enrolled in a project.",
    }
    return {"title": title, "detail": details.get(status, title), "type": kind, "status": status}


def missing(id: str, *, hidden: bool) -> dict[str, str]:
    named = {"value": id, "resource_id": id, "resource_type": "tweet", "parameter": "ids"}
    if hidden:
        detail = f"Sorry, you are not authorized to see the Tweet with ids: [{id}]."
        return named | {
            "title": "Authorization Error",
            "detail": detail,
            "type": PROBLEMS + "not-authorized-for-resource",
        }
    detail = f"Could not find tweet with ids: [{id}]."
    return named | {"title": "Not Found Error", "detail": detail, "type": PROBLEMS + "resource-not-found"}


def names_of(query: Mapping[str, str], name: str) -> set[str]:
    return set(filter(None, query.get(name, "").split(",")))


def refuse_unknown(query: Mapping[str, str], names: set[str]) -> None:
    shared = {"tweet.fields", "user.fields", "expansions", "sort_order"}
    if unknown := query.keys() - names - shared:
        raise Invalid(f"The query parameter [{min(unknown)}] is not one of [{','.join(sorted(names | shared))}]")


def id_of(query: Mapping[str, str], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if not value.isdecimal() or len(value) > 19:
        raise Invalid(f"The `{name}` query parameter value [{value}] is not valid")
    return int(value)


def whole_of(query: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = query.get(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise Invalid(f"The `{name}` query parameter value [{value}] is not between {least} and {most}")
    return int(value)
