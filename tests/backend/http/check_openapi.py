#!/usr/bin/env python3
"""Holds openapi.yaml to what the server really answers:  check_openapi.py PROGRAM openapi.yaml

PROGRAM is serve_tenants. Every path is asked, with every parameter that it describes; each response
is validated against the schema of its status, and each refusal of an unknown parameter names exactly
the parameters that are described. A schema that no response ever used is an error as well; but what
the backend sends by itself (x-webhooks) is held to its schema by tests/system/channels_test.py.
"""
import http.client
import json
import subprocess
import sys

import jsonschema
import yaml

IDS = {"/assets/{name}": ["icon.svg", "none"],
       "/api/v1/trucks/{id}": ["TRUCKA01", "TRUCKU01", "TRUCK404"],
       "/api/v1/trucks/{id}/meters": ["TRUCKA01", "TRUCKU01", "TRUCK404"],
       "/api/v1/plans/{id}": ["P", "none"],
       "/api/v1/trucks/{id}/visits": ["TRUCKA01", "TRUCKU01", "TRUCK404"],
       "/api/v1/fault-codes/{id}": ["100-1", "520222-4", "100", "100-32"],
       "/api/v1/trucks/{id}/cases/{case}": ["TRUCKA01/cases/B1", "TRUCKT01/cases/F1", "TRUCK404/cases/F1"],
       "/api/v1/customers/{id}": ["CUST-B", "CUST-none"],
       "/api/v1/customers/{id}/report": ["CUST-B", "CUST-none"]}
# What is sent to what takes a body: under which id, and what.
ENTRIES = "/api/v1/trucks/TRUCKA01/cases/%s/entries"
CORRECTIONS = "/api/v1/trucks/%s/uptime/corrections"
WAS_UP = {"from": "2026-02-01T08:00:00Z", "to": "2026-02-01T10:00:00Z", "condition": "up", "by": "Li", "reason": "seen"}
BODIES = {"/api/v1/trucks/{id}/cases/{case}/entries": [
    (ENTRIES % "B1", {"entry": "1", "say": "reached", "stage": "answered"}),
    (ENTRIES % "B1", {"entry": "1", "say": "reached", "stage": "answered"}),
    (ENTRIES % "B1", {"entry": "1", "say": "reached", "stage": "released"}),
    (ENTRIES % "B1", {"entry": "2", "say": "owned", "owner": "Li"}),
    (ENTRIES % "B1", {"entry": "3", "say": "next_step", "words": "w", "due_on": "2026-03-04"}),
    (ENTRIES % "B1", {"entry": "4", "say": "estimate", "ready_at": "2026-03-04T10:00:00Z"}),
    (ENTRIES % "B1", {"entry": "5", "say": "answer", "is_accepted": True}),
    (ENTRIES % "B1", {"entry": "6", "say": "paused", "reason": "waiting_for_customer"}),
    (ENTRIES % "B1", {"entry": "7", "say": "resumed"}),
    (ENTRIES % "B1", {"entry": "8", "say": "link", "url": "https://example.org/1", "title": "t"}),
    (ENTRIES % "B1", {"entry": "9", "say": "note", "words": "w"}),
    (ENTRIES % "B1", {"entry": "10", "say": "withdrawn", "withdraws": "9"}),
    (ENTRIES % "C1", {"entry": "11", "say": "opened", "kind": "complaint", "caller": "c", "words": "w",
                      "latitude": 22.5, "longitude": 114.1}),
    (ENTRIES % "C1", {"entry": "12", "say": "joined", "into": "B1"}),
    (ENTRIES % "B1", {"entry": "13", "say": "closed", "cause": "c", "action": "a", "parts": ["p"], "labour_min": 5,
                      "cost_minor": 100, "currency": "CNY", "paid_by": "warranty", "alert": "useful"}),
    (ENTRIES % "B1", {"entry": "14", "say": "reached", "stage": "released", "at": "2026-03-02T11:30:00Z"}),
    (ENTRIES % "B1", {"entry": "15", "say": "nothing"}), (ENTRIES % "B9", {"entry": "16", "say": "note", "words": "w"}),
    ("/api/v1/trucks/TRUCK404/cases/B1/entries", {"entry": "17", "say": "note", "words": "w"})],
    "/api/v1/trucks/{id}/cases/{case}/links": [
        ("/api/v1/trucks/TRUCKA01/cases/B1/links", {"days": 30}),
        ("/api/v1/trucks/TRUCK404/cases/B1/links", {})],
    "/api/v1/care/outcomes": [
        ("/api/v1/care/outcomes", {"tasks": [1], "outcome": "agreed", "words": "w"}),
        ("/api/v1/care/outcomes", {"tasks": [1], "outcome": "agreed", "words": "w"}),
        ("/api/v1/care/outcomes", {"tasks": [1], "outcome": "declined"}),
        ("/api/v1/care/outcomes", {"tasks": [1], "outcome": "perhaps"}),
        ("/api/v1/care/outcomes", {"tasks": [4040], "outcome": "agreed"})],
    "/api/v1/trucks/{id}/uptime/corrections": [
        (CORRECTIONS % "TRUCKA01", {"correction": "1", **WAS_UP}), (CORRECTIONS % "TRUCKA01", {"correction": "1", **WAS_UP}),
        (CORRECTIONS % "TRUCKA01", {"correction": "1", **WAS_UP, "reason": "other"}),
        (CORRECTIONS % "TRUCKA01", {"correction": "1", "reason": "not so", "withdrawn": True}),
        (CORRECTIONS % "TRUCKA01", {"correction": "2", "reason": "no times"}),
        (CORRECTIONS % "TRUCK404", {"correction": "1", **WAS_UP})]}
UNKNOWN = "0" * 64
# What a customer sends with the form of his page.
VISIT_LINKS = "/api/v1/trucks/{id}/visits/{visit}/links"
VISIT_FORMS = ["entry=link+1&accept=2026-03-03T00%3A00%3A00Z", "entry=link+2&wish=2026-03-04T08%3A30&words=w",
               "entry=link+3&accept=never"]
FORMS = ["entry=link+1&say=accept", "entry=link+2&say=wish&wish=2026-03-04T08%3A30&words=w", "entry=link+3&say=maybe"]
VALUES = {"by": ["km_band", "software", "system", "luck"],
          "lang": ["zh", "de", "en-GB", "nonsense!"], "source_address": ["3", "254"], "conversion_method": ["1", "2"],
          "limit": ["1", "0"], "cursor": ["nonsense"], "customer": ["CUST-A", "CUST-none"],
          "truck": ["TRUCKT01"], "state": ["not_due", "unknown", "closed", "open"],
          "kind": ["fault", "breakdown", "other"], "owner": ["Li"], "late": ["yes", "no", "perhaps"],
          "workshop": ["nowhere"], "segment": ["long-haul"], "model": ["T7H"], "duty": ["none"],
          "weeks": ["1", "53", "54", "many"], "reason": ["no_plan", "never_done", "nobody_to_tell", "laziness"],
          "item": ["oil"], "criterion": ["distance", "love"], "tier": ["vip", "ordinary", "king"],
          "agreement": ["yes", "no", "maybe"], "order": ["rank", "day", "chaos"], "format": ["csv", "json", "xml"],
          "under": ["1", "0"], "which": ["all", "open", "failed", "some"], "group": ["truck", "customer", "model", "segment", "all", "workshop", "item", "month"],
          "condition": ["unplanned", "up", "broken"], "month": ["2026-02", "2026-2", "soon"],
          "horizon_days": ["366", "0"], "escalated": ["yes", "no", "perhaps"], "until_on": ["2026-12-31", "never"], "from_on": ["2026-01-01", "never"], "to_on": ["2026-03-01"]}


def json_schema(node):
    """OpenAPI 3.0's `nullable` in the words of JSON Schema."""
    if isinstance(node, list):
        return [json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: json_schema(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [schema, {"type": "null"}]} if node.get("nullable") else schema


class Service:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port, self.token = self.process.stdout.readline().split()
        self.connection = http.client.HTTPConnection("127.0.0.1", int(port))

    def get(self, target, with_token=True, method="GET", body=None, kind="application/json", accept=None):
        fields = {"Authorization": "Bearer " + self.token} if with_token else {}
        if accept:
            fields["Accept"] = accept
        if body is not None:
            fields["Content-Type"] = kind
        self.connection.request(method, target, body=body, headers=fields)
        response = self.connection.getresponse()
        return response.status, response.headers.get_content_type(), response.read().decode()

    def stop(self):
        self.connection.close()
        self.process.stdin.close()
        return self.process.wait()


class Check:
    def __init__(self, service, description):
        self.service = service
        self.description = description
        self.root = {"components": json_schema(description["components"])}
        self.used = set()
        self.wrong = []
        self.asked = 0

    def resolved(self, node):
        while "$ref" in node:
            found = self.description
            for part in node["$ref"][2:].split("/"):
                found = found[part]
            node = found
        return node

    def note_use(self, schema, seen=()):
        """Marks every schema that this one leads to."""
        if isinstance(schema, list):
            for item in schema:
                self.note_use(item, seen)
        elif isinstance(schema, dict):
            name = schema.get("$ref", "")
            if name.startswith("#/components/schemas/") and name not in seen:
                self.used.add(name.rsplit("/", 1)[1])
                self.note_use(self.resolved(schema), seen + (name,))
            for key, value in schema.items():
                if key != "$ref":
                    self.note_use(value, seen)

    def ask(self, operation, target, with_token=True, **sent):
        status, kind, body = self.service.get(target, with_token, **sent)
        self.asked += 1
        described = operation["responses"].get(str(status))
        if described is None:
            self.wrong.append(f"{target}: status {status} is not described")
            return body
        content = self.resolved(described)["content"]
        if kind not in content:
            self.wrong.append(f"{target}: {kind} is not described for {status}")
        elif kind == "application/json":
            schema = content[kind]["schema"]
            self.note_use(schema)
            validator = jsonschema.Draft7Validator({**self.root, **json_schema(schema)},
                                                   format_checker=jsonschema.FormatChecker())
            for error in validator.iter_errors(json.loads(body)):
                where = "/".join(str(part) for part in error.path)
                self.wrong.append(f"{target}: {where}: {error.message[:200]}")
        return body

    def path(self, path, operation):
        parameters = [self.resolved(parameter) for parameter in operation.get("parameters", [])]
        query = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]
        for identifier in IDS.get(path, [""]):
            target = path.replace("{id}/cases/{case}", identifier).replace("{id}", identifier).replace("{name}", identifier)
            self.ask(operation, target)
            for name in query:
                for value in VALUES[name]:
                    self.ask(operation, f"{target}?{name}={value}")
        if operation.get("security", True):
            self.ask(operation, target, with_token=False)
        refusal = json.loads(self.service.get(target + "?nonsense=1")[2])["error"]["message"]
        known = refusal.split("known are: ")[1].split(", ")
        if set(known) - {"none"} != set(query):
            self.wrong.append(f"{path}: the router knows {known}, described are {query}")


    def linked(self, operations, links, forms):
        """What stands behind a link, by its page and in JSON; what its customer answers."""
        link = json.loads(self.service.get(links, method="POST", body="{}")[2])["path"]
        show = operations[link[:3] + "{token}"]["get"]
        answer = operations[link[:3] + "{token}/answer"]["post"]
        unknown = link[:3] + UNKNOWN
        self.note_use(answer["requestBody"])
        for accept in ("text/html", "application/json"):
            for path in (link, unknown, link + "?nonsense=1"):
                self.ask(show, path, with_token=False, accept=accept)
            for path in (link, unknown):
                for form in forms:
                    self.ask(answer, path + "/answer", with_token=False, accept=accept, method="POST", body=form,
                             kind="application/x-www-form-urlencoded")
        for form, kind in ((forms[0], "text/plain"), ("a" * 70000, "application/x-www-form-urlencoded")):
            self.ask(answer, link + "/answer", with_token=False, method="POST", body=form, kind=kind)

    def removal(self, path, operation):
        target = BODIES[path][0][0]
        for one in (target, BODIES[path][1][0], target + "?nonsense=1"):
            self.ask(operation, one, method="DELETE")
        self.ask(operation, target, with_token=False, method="DELETE")

    def bodies(self, path, operation):
        """Every body by itself; and what no body should be."""
        content = self.resolved(operation["requestBody"])["content"]["application/json"]
        self.note_use(content["schema"])
        validator = jsonschema.Draft7Validator({**self.root, **json_schema(content["schema"])})
        for target, body in BODIES[path]:
            for error in validator.iter_errors(body) if not {"nothing", "perhaps"} & {body.get("say"), body.get("outcome")} else ():
                self.wrong.append(f"{target}: {body}: {error.message[:200]}")
            self.ask(operation, target, method="POST", body=json.dumps(body))
        target = BODIES[path][0][0]
        for body, kind in (("{", "application/json"), ("[" * 9, "application/json"), ("{}", "text/plain"),
                           (" " * 70000, "application/json")):
            self.ask(operation, target, method="POST", body=body, kind=kind)
        self.ask(operation, target, with_token=False, method="POST", body="{}")
        query = [self.resolved(one)["name"] for one in operation.get("parameters", []) if self.resolved(one)["in"] == "query"]
        refusal = json.loads(self.service.get(target + "?nonsense=1", method="POST", body="{}")[2])["error"]["message"]
        if set(refusal.split("known are: ")[1].split(", ")) - {"none"} != set(query):
            self.wrong.append(f"{path}: described are {query}, the router says: {refusal}")


def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        text = file.read()
    description = yaml.safe_load(text)
    service = Service(sys.argv[1])
    check = Check(service, description)
    visit = json.loads(service.get("/api/v1/trucks/TRUCKA01/visits")[2])["visits"][0]["visit"]
    visit_links = f"/api/v1/trucks/TRUCKA01/visits/{visit}/links"
    BODIES[VISIT_LINKS] = [(visit_links, {"days": 30}), (visit_links.replace("A01", "404"), {})]
    for path, operations in description["paths"].items():
        if path.startswith(("/c/", "/v/")):
            continue
        if "get" in operations:
            check.path(path, operations["get"])
        if "post" in operations:
            check.bodies(path, operations["post"])
        if "delete" in operations:
            check.removal(path, operations["delete"])
    check.linked(description["paths"], "/api/v1/trucks/TRUCKA01/cases/B1/links", FORMS)
    check.linked(description["paths"], visit_links, VISIT_FORMS)
    check.ask(description["paths"]["/api/v1/visit-answers"]["get"], "/api/v1/visit-answers")
    check.ask(description["paths"]["/api/v1/trucks/{id}/visits"]["get"], "/api/v1/trucks/TRUCKA01/visits")
    check.note_use([webhook["post"]["requestBody"] for webhook in description["x-webhooks"].values()])
    unused = set(description["components"]["schemas"]) - check.used
    if unused:
        check.wrong.append(f"schemas that no response used: {sorted(unused)}")
    if service.get("/api/v1/openapi.yaml")[2] != text:
        check.wrong.append("the server hands out another description")
    if service.stop() != 0:
        check.wrong.append("the server did not end well")
    print("\n".join(check.wrong + [f"{check.asked} responses, {len(check.wrong)} wrong"]))
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
