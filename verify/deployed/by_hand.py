"""What a person does at the AWS command line, by botocore, which MiniStack brings along.

Reads JSON from standard input: {"endpoint", "region", "calls": [...]}. A call is [service, operation, parameters], or the
text of an AWS CLI command, whose options become the parameters that the operation's model names. Prints the answers.
"""

import base64
import json
import shlex
import sys

import botocore.session
from botocore import xform_name

given = json.load(sys.stdin)
session = botocore.session.get_session()
session.set_credentials("test", "test")


def client_of(service, region=None):
    return session.create_client(service, region_name=region or given["region"], endpoint_url=given["endpoint"])


def from_text(command):
    """`aws events remove-targets --rule R --ids T` as service, operation, parameters."""
    program, service, operation, *rest = shlex.split(command)
    assert program == "aws", command
    model = client_of(service).meta.service_model
    name = next(n for n in model.operation_names if xform_name(n, "-") == operation)
    members = model.operation_model(name).input_shape.members
    parameters, region = {}, None
    for option, value in zip(rest[::2], rest[1::2]):
        if option == "--region":
            region = value
            continue
        member = next(m for m in members if f"--{xform_name(m, '-')}" == option)
        parameters[member] = [value] if members[member].type_name == "list" else value
    assert len(rest) % 2 == 0, command
    return service, xform_name(name), parameters, region


def plain(value):
    """bytes as base64, and what JSON cannot say as text."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


answers = []
for call in given["calls"]:
    service, operation, parameters, region = from_text(call) if isinstance(call, str) else (*call, None)
    if "ZipFile" in parameters:
        parameters = {**parameters, "ZipFile": base64.b64decode(parameters["ZipFile"])}
    answer = getattr(client_of(service, region), operation)(**parameters)
    answer.pop("ResponseMetadata", None)
    answers.append(answer)
json.dump(answers, sys.stdout, default=plain)
