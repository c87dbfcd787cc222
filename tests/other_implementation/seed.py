"""What exists from the start: two organizations, their people and projects, one CSV file, one environment."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

TOKEN = "saltmarsh-rw-7"
SECOND_TOKEN = "pinewood-rw-3"

PROJECT_ID = "7b1f4c52-93ad-4e0b-8a66-51f2c7d0a101"
FURTHER_PROJECT_ID = "7b1f4c52-93ad-4e0b-8a66-51f2c7d0a102"
SECOND_PROJECT_ID = "e2a90d17-4c3b-4d58-b1f0-0c9a6be8b101"
FILE_ID = "7b1f4c52-93ad-4e0b-8a66-51f2c7d0a201"
ENV_ID = "7b1f4c52-93ad-4e0b-8a66-51f2c7d0a301"

FILE_NAME = "claims.csv"
# Fifteen rows; `region` has three distinct values, `adjuster` five, `note` fifteen.
FILE_TEXT = """\
claim_no,amount,region,adjuster,settled,opened_at,note
1001,250.5,north,Ada,true,2025-01-04T09:00:00Z,roof tile fell on car
1002,90.25,south,Ben,false,2025-01-05T10:30:00Z,cracked window
1003,1310.0,north,Cleo,true,2025-01-06T08:15:00Z,flooded cellar
1004,40.75,west,Dan,true,2025-01-07T16:45:00Z,lost parcel
1005,615.0,south,Eve,false,2025-01-08T11:20:00Z,kitchen fire
1006,77.0,west,Ada,true,2025-01-09T13:05:00Z,broken fence
1007,,north,Ben,true,2025-01-10T07:55:00Z,stolen bicycle
1008,205.5,south,Cleo,false,2025-01-11T12:00:00Z,hail on the roof
1009,330.0,west,Dan,true,2025-01-12T15:30:00Z,burst pipe
1010,58.5,north,Eve,true,2025-01-13T09:40:00Z,scratched door
1011,1490.25,south,Ada,false,2025-01-14T10:10:00Z,fallen tree
1012,26.0,west,Ben,true,2025-01-15T14:25:00Z,missing suitcase
1013,480.0,north,Cleo,true,2025-01-16T08:35:00Z,cat in the piano
1014,112.75,south,Dan,true,2025-01-17T17:15:00Z,wet carpet
1015,845.5,west,Eve,false,2025-01-18T11:50:00Z,dropped telescope
"""


@dataclass(frozen=True)
class Caller:
    """Who sends a request: a person `{id, full_name, email}` of an organization `{id, name}`."""

    user: Json
    organization: Json


SALTMARSH: Json = {"id": "7b1f4c52-93ad-4e0b-8a66-51f2c7d0a001", "name": "Saltmarsh Mutual"}
PINEWOOD: Json = {"id": "e2a90d17-4c3b-4d58-b1f0-0c9a6be8b001", "name": "Pinewood Parcels"}

IRIS: Json = {
    "id": "7b1f4c52-93ad-4e0b-8a66-51f2c7d0a011",
    "full_name": "Iris Achterberg",
    "email": "iris@saltmarsh.example",
}
JONAS: Json = {
    "id": "7b1f4c52-93ad-4e0b-8a66-51f2c7d0a012",
    "full_name": "Jonas Weil",
    "email": "jonas@saltmarsh.example",
}
PAVEL: Json = {
    "id": "e2a90d17-4c3b-4d58-b1f0-0c9a6be8b011",
    "full_name": "Pavel Horak",
    "email": "pavel@pinewood.example",
}

CALLERS = {TOKEN: Caller(IRIS, SALTMARSH), SECOND_TOKEN: Caller(PAVEL, PINEWOOD)}

# By id: the project, and the organization that owns it.
PROJECTS = {
    PROJECT_ID: ({"id": PROJECT_ID, "name": "claims"}, SALTMARSH),
    FURTHER_PROJECT_ID: ({"id": FURTHER_PROJECT_ID, "name": "underwriting"}, SALTMARSH),
    SECOND_PROJECT_ID: ({"id": SECOND_PROJECT_ID, "name": "routes"}, PINEWOOD),
}

# By organization id: the people who may own its models, and its files.
PEOPLE = {
    SALTMARSH["id"]: {IRIS["id"]: IRIS, JONAS["id"]: JONAS},
    PINEWOOD["id"]: {PAVEL["id"]: PAVEL},
}
FILES = {SALTMARSH["id"]: {FILE_ID: (FILE_NAME, FILE_TEXT)}, PINEWOOD["id"]: {}}

# What a start announces, beside url and pid.
ANNOUNCED = {
    "token": TOKEN,
    "second_token": SECOND_TOKEN,
    "project_id": PROJECT_ID,
    "further_project_id": FURTHER_PROJECT_ID,
    "second_project_id": SECOND_PROJECT_ID,
    "file_id": FILE_ID,
    "env_id": ENV_ID,
}
