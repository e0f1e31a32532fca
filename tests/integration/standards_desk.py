"""The desk of case_desk.py with more promises: acknowledgement and first response with scopes, an
extension, a standard that only the manager extends."""
import copy
import json

import case_desk
from case_desk import named, person, service, standard


def files(**replaced):
    made = copy.deepcopy(case_desk.FILES)
    made["city/standards"] += [
        standard("ack", "working-days", 2) | {"kind": "acknowledgement"},
        standard("ack-phone", "working-minutes", 30) | {"kind": "acknowledgement",
                                                        "channels": ["phone"]},
        standard("ack-fence", "working-minutes", 60) | {"kind": "acknowledgement",
                                                        "services": ["fence"]},
        standard("reply", "working-days", 5) | {"kind": "first-response", "segments": ["business"],
                                                "extension_max": 3},
        {"code": "right", "name": "Right", "kind": "right-first-time", "target_percent": 95,
         "in_force_from": "2000-01-01", "services": ["shade"]},
    ]
    made["city/services"].append(service("shade", standard_code="ten-days"))
    made["city/segments"] = [named("business"), named("resident")]
    by_code = {item["code"]: item for item in made["city/standards"]}
    by_code["ten-days"] |= {"extension_max": 5}
    by_code["hour"] |= {"extension_max": 30, "extension_roles": ["manager", "case-manager"]}
    made["city/staff"].append(person("mara", "manager"))
    made["agencies"][0]["notify"] = ["extended"]
    made.update(replaced)
    return made


def write(folder, **replaced):
    for path, items in files(**replaced).items():
        file = folder / (path + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({path.rsplit("/", 1)[-1]: items}, indent=1))
    return folder
