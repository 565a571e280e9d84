"""Does what Home Assistant does with the README's YAML: one update of each entity.

    home_assistant.py README HOST PORT

Prints a line for each entity, its id and its state. HOST and PORT replace those of the README.
Follows the integrations tcp, sensor, binary_sensor and template of Home Assistant 2025, in so far
as they decide about a state.
"""

import re
import select
import socket
import sys
import threading

import jinja2.sandbox
import yaml

readme, host, port = sys.argv[1:]
states = {}
jinja = jinja2.sandbox.ImmutableSandboxedEnvironment()
jinja.globals["states"] = lambda entity: states.get(entity, "unknown")
jinja.globals["has_value"] = lambda entity: jinja.globals["states"](entity) not in (
    "unknown", "unavailable")


def render(template, **variables):
    """A template's text; Home Assistant removes blanks and line ends around it."""
    return jinja.from_string(template.strip()).render(**variables).strip()


def ask(entity):
    """The tcp integration: one connection, one send, one recv. None is unavailable."""
    timeout = entity.get("timeout", 10)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.settimeout(timeout)
        try:
            sock.connect((host, int(port)))
            sock.send(entity["payload"].encode())
        except OSError:
            return None
        readable, _, _ = select.select([sock], [], [], timeout)
        if not readable:
            return None
        try:
            value = sock.recv(entity.get("buffer_size", 1024)).decode()
        except OSError:
            return None
    template = entity.get("value_template")
    return value if template is None else render(template, value=value)


def sensor_state(entity, value):
    """A sensor with a unit, a device class or a state class must have a number."""
    if value is None:
        return "unavailable"
    if any(key in entity for key in ("unit_of_measurement", "device_class", "state_class")):
        float(value)  # raises ValueError, which Home Assistant logs; the entity gets no state
    return value


def update(domain, entity):
    value = ask(entity)
    if domain == "sensor":
        state = sensor_state(entity, value)
    elif value is None:
        state = "unavailable"
    else:
        state = "on" if value == str(entity["value_on"]) else "off"
    states[entity_id(domain, entity)] = state


def update_template(domain, entity):
    if render(entity["availability"]) != "True":
        state = "unavailable"
    elif domain == "sensor":
        state = sensor_state(entity, render(entity["state"]))
    else:
        state = "on" if render(entity["state"]) == "True" else "off"
    states[entity_id(domain, entity)] = state


def entity_id(domain, entity):
    return domain + "." + re.sub("[^a-z0-9]+", "_", entity["name"].lower())


with open(readme, encoding="utf-8") as file:
    (recipe,) = re.findall(r"^```yaml\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
recipe = yaml.safe_load(recipe)

failures = []
threading.excepthook = lambda failure: failures.append(str(failure.exc_value))
updates = [  # Home Assistant updates the entities of a platform at the same time
    threading.Thread(target=update, args=(domain, entity))
    for domain in ("sensor", "binary_sensor")
    for entity in recipe.get(domain, [])
    if entity["platform"] == "tcp"
]
for thread in updates:
    thread.start()
for thread in updates:
    thread.join()
for block in recipe.get("template", []):
    for domain in ("sensor", "binary_sensor"):
        for entity in block.get(domain, []):
            update_template(domain, entity)
for name in sorted(states):
    print(name, states[name])
for failure in failures:
    print("failed:", failure)
