"""A backend of chat rooms on FastAPI and uvicorn, which rooms.yaml describes. It answers out of order and keeps a record.

Prints its port. A lookup is answered after LOOKUP seconds, an ask after ASK; every tenth ask is refused. /stats has what
it counted by kind of message; what came that it did not expect is under "wrong", by what it was.
"""

import asyncio
import json
import re
import socket
import time

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

ASK, LOOKUP = 0.06, 0.005
NAMES = {"Ada": 7, 'Grace "Amazing" Hopper': 9, "Linus": 7}

app = FastAPI()
stats = {"users": 0, "open": 0, "asks": 0, "lookups": 0, "typing": 0, "asks_refused": 0, "replies": 0, "pushes": 0, "beats": 0,
         "beats_answered": 0, "in_flight_max": 0, "overtaken": 0, "answers_s": 0.0, "names": {}, "wrong": {}}
ids = set()


def wrong(what):
    stats["wrong"][what] = stats["wrong"].get(what, 0) + 1


@app.get("/stats")
async def get_stats():
    return stats


class Room:
    def __init__(self, ws):
        self.ws, self.line, self.name, self.sequence = ws, [], None, 0

    async def push(self, name, **more):
        stats["pushes"] += 1
        await self.ws.send_text(json.dumps({"event": {"name": name, **more}, "data": {"result": "no reply"}}))

    async def answer(self, kind, trace, refused, began):
        """What was asked earlier may still be under way then."""
        await asyncio.sleep(ASK if kind == "ask" else LOOKUP)
        stats["overtaken"] += self.line[0] != trace
        self.line.remove(trace)
        event = {"name": "fault" if refused else "result", "re": {"trace": trace}}
        rest = {"fault": {"code": "ROOM_FULL"}} if refused else {"data": {"kind": kind}}
        if kind == "ask" and not refused:
            stats["answers_s"] += time.monotonic() - began
        stats["replies"] += 1
        await self.ws.send_text(json.dumps({**rest, "event": event}))

    async def on_request(self, kind, message):
        began = time.monotonic()
        trace = message["meta"]["trace"]["id"]
        if trace in ids or not re.fullmatch(r"r-\d+", trace):
            wrong("id")
        ids.add(trace)
        stats[kind + "s"] += 1
        refused = kind == "ask" and stats["asks"] % 10 == 0
        stats["asks_refused"] += refused
        self.line.append(trace)
        stats["in_flight_max"] = max(stats["in_flight_max"], len(self.line))
        asyncio.create_task(self.answer(kind, trace, refused, began))
        await self.push("presence", who="somebody")
        await self.push("progress", re={"trace": trace})
        if stats["asks"] % 7 == 0:
            stats["beats"] += 1
            await self.ws.send_text('{"event":{"name":"beat"}}')

    def check_ask(self, body):
        if body["from"] != self.name or body["room"] != NAMES[self.name]:
            wrong("row")
        said = re.fullmatch(r"(hello|good morning|what is new) (\d+)", body["text"])
        if not said or int(said[2]) <= self.sequence:
            wrong("text")
        else:
            self.sequence = int(said[2])

    async def on_message(self, message):
        op = message["op"]
        if op == "ask":
            self.check_ask(message["body"])
            await self.on_request("ask", message)
        elif op == "lookup":
            if not 1 <= message["body"]["page"] <= 100:
                wrong("page")
            await self.on_request("lookup", message)
        elif op == "typing":
            stats["typing"] += 1
        elif op == "beat":
            stats["beats_answered"] += 1
        else:
            wrong(op)


@app.websocket("/rooms/{user}")
async def rooms(ws: WebSocket, user: str):
    await ws.accept(subprotocol="rooms.v2" if ws.scope["subprotocols"] == ["rooms.v2"] else None)
    login = json.loads(await ws.receive_text())
    if ws.scope["subprotocols"] != ["rooms.v2"]:
        wrong("subprotocol")
    if login.get("op") != "login" or login["token"] != "let-me-in":
        await ws.send_text('{"event":{"name":"fault"},"fault":{"code":"WHO_ARE_YOU"}}')
        await ws.receive_text()
        return
    room = Room(ws)
    room.name = login["name"]
    stats["names"][room.name] = stats["names"].get(room.name, 0) + 1
    stats["users"] += 1
    stats["open"] += 1
    try:
        await room.push("news")
        await ws.send_text('{"event":{"name":"ready"}}')
        while True:
            await room.on_message(json.loads(await ws.receive_text()))
    except WebSocketDisconnect:
        pass
    finally:
        stats["open"] -= 1


if __name__ == "__main__":
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="websockets")).run(sockets=[listener])
