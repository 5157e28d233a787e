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

IDS = {"/api/v1/trucks/{id}": ["TRUCKA01", "TRUCKU01", "TRUCK404"],
       "/api/v1/trucks/{id}/meters": ["TRUCKA01", "TRUCKU01", "TRUCK404"],
       "/api/v1/plans/{id}": ["P", "none"],
       "/api/v1/trucks/{id}/visits": ["TRUCKA01", "TRUCKU01", "TRUCK404"],
       "/api/v1/fault-codes/{id}": ["100-1", "520222-4", "100", "100-32"],
       "/api/v1/customers/{id}": ["CUST-B", "CUST-none"]}
VALUES = {"lang": ["zh", "de", "en-GB", "nonsense!"], "source_address": ["3", "254"], "conversion_method": ["1", "2"],
          "limit": ["1", "0"], "cursor": ["nonsense"], "customer": ["CUST-A", "CUST-none"],
          "truck": ["TRUCKT01"], "state": ["not_due", "unknown", "closed", "open"],
          "workshop": ["nowhere"], "segment": ["long-haul"], "model": ["T7H"], "duty": ["none"],
          "weeks": ["1", "53", "54", "many"], "reason": ["no_plan", "never_done", "laziness"],
          "item": ["oil"], "criterion": ["distance", "love"], "tier": ["vip", "ordinary", "king"],
          "agreement": ["yes", "no", "maybe"], "order": ["rank", "day", "chaos"], "format": ["csv", "json", "xml"],
          "under": ["1", "0"], "group": ["truck", "customer", "model", "segment", "all", "workshop", "item"],
          "horizon_days": ["366", "0"], "from_on": ["2026-01-01", "never"], "to_on": ["2026-03-01"]}


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

    def get(self, target, with_token=True):
        fields = {"Authorization": "Bearer " + self.token} if with_token else {}
        self.connection.request("GET", target, headers=fields)
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

    def ask(self, operation, target, with_token=True):
        status, kind, body = self.service.get(target, with_token)
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
            target = path.replace("{id}", identifier)
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


def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        text = file.read()
    description = yaml.safe_load(text)
    service = Service(sys.argv[1])
    check = Check(service, description)
    for path, operations in description["paths"].items():
        check.path(path, operations["get"])
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
