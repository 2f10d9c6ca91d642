"""A PAM-like chat backend on FastAPI and uvicorn, small enough to believe its counters.

Prints its port. Environment: PAM_TOKEN (only this token is let in), PAM_JWT=1 (the user must be the token's sub),
PAM_DELAY, PAM_PING_EVERY, PAM_SILENCE_MAX (seconds; a user whose last pong is older is closed with 1001),
PAM_WS_PING_EVERY, PAM_WS_PING_TIMEOUT (of the protocol's own pings; uvicorn closes who does not answer), PAM_CERT
(certificate and key: serves wss). What is wrong with it, on purpose: PAM_BLOCK=SECONDS, about each PAM_BLOCK_EACH-th
chat blocks the event loop, at random; PAM_LOGIN, seconds of the event loop for each login; PAM_USERS_MAX, more are closed with 1013;
PAM_SLOWER, seconds by which each chat takes longer than the one before it; PAM_RATE=LIMIT/SECONDS, of each user.
"""

import asyncio
import base64
import json
import os
import random
import socket
import time

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

TOKEN = os.environ.get("PAM_TOKEN", "")
CHECK_SUBJECT = os.environ.get("PAM_JWT") == "1"
DELAY = float(os.environ.get("PAM_DELAY", "0"))
PING_EVERY = float(os.environ.get("PAM_PING_EVERY", "25"))
SILENCE_MAX = float(os.environ.get("PAM_SILENCE_MAX", "55"))

BLOCK, BLOCK_EACH = float(os.environ.get("PAM_BLOCK", "0")), int(os.environ.get("PAM_BLOCK_EACH", "1"))
LOGIN = float(os.environ.get("PAM_LOGIN", "0"))
USERS_MAX = int(os.environ.get("PAM_USERS_MAX", "0"))
SLOWER = float(os.environ.get("PAM_SLOWER", "0"))
LIMIT, WINDOW = (int(part) for part in os.environ.get("PAM_RATE", "0/1").split("/"))

app = FastAPI()
stats = {"accepted": 0, "greeted": 0, "refused": 0, "open": 0, "peak_open": 0, "chats": 0, "replies": 0, "pings_sent": 0,
         "pongs": 0, "closed_silent": 0, "closed": {}, "users": 0}
users = set()
chance = random.Random(20261127)


def subject(token):
    try:
        payload = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sub"]
    except (IndexError, ValueError, KeyError):
        return None


@app.get("/stats")
async def get_stats():
    return {**stats, "users": len(users)}


async def keep_alive(ws, state):
    while True:
        await asyncio.sleep(PING_EVERY)
        if time.monotonic() - state["pong"] > SILENCE_MAX:
            stats["closed_silent"] += 1
            await ws.close(1001)
            return
        stats["pings_sent"] += 1
        await ws.send_text(json.dumps({"type": "ping", "timestamp": time.time()}))


def over_limit(state):
    """What the user is told who may not ask now."""
    now = time.monotonic()
    if now - state["window"] >= WINDOW:
        state["window"], state["asked"] = now, 0
    state["asked"] += 1
    if not LIMIT or state["asked"] <= LIMIT:
        return None
    return {"type": "error", "message": "Rate limit exceeded", "error_code": "RATE_LIMIT_EXCEEDED",
            "rate_limit": {"limit": LIMIT, "window": WINDOW, "retry_after": round(state["window"] + WINDOW - now, 1)}}


async def talk(ws, state):
    while True:
        message = json.loads(await ws.receive_text())
        kind = message.get("type")
        if kind == "chat":
            stats["chats"] += 1
            if refusal := over_limit(state):
                await ws.send_text(json.dumps(refusal))
                continue
            if BLOCK and chance.random() < 1 / BLOCK_EACH:
                time.sleep(BLOCK)
            if DELAY or SLOWER:
                await asyncio.sleep(DELAY + SLOWER * stats["chats"])
            await ws.send_text(json.dumps({"type": "chat_response", "message": "you said " + message["message"]}))
            stats["replies"] += 1
        elif kind == "ping":
            await ws.send_text('{"type":"pong"}')
        elif kind == "pong":
            stats["pongs"] += 1
            state["pong"] = time.monotonic()


@app.websocket("/api/v1/pam/ws/{user_id}")
async def chat(ws: WebSocket, user_id: str, token: str = ""):
    await ws.accept()
    stats["accepted"] += 1
    if (TOKEN and token != TOKEN) or (CHECK_SUBJECT and subject(token) != user_id):
        stats["refused"] += 1
        await ws.close(4001, "invalid token")
        return
    if USERS_MAX and stats["open"] >= USERS_MAX:
        await ws.close(1013, "no room for more users")
        return
    if LOGIN:
        time.sleep(LOGIN)
    stats["open"] += 1
    stats["peak_open"] = max(stats["peak_open"], stats["open"])
    users.add(user_id)
    state = {"pong": time.monotonic(), "window": time.monotonic(), "asked": 0}
    pinger = asyncio.create_task(keep_alive(ws, state))
    try:
        await ws.send_text(json.dumps({"type": "connection", "status": "connected", "message": "Welcome",
                                       "timestamp": time.time()}))
        stats["greeted"] += 1
        await talk(ws, state)
    except WebSocketDisconnect as gone:
        stats["closed"][str(gone.code)] = stats["closed"].get(str(gone.code), 0) + 1
    finally:
        pinger.cancel()
        stats["open"] -= 1


if __name__ == "__main__":
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(app, log_level="warning", ws="websockets", backlog=4096,
                            ssl_certfile=os.environ.get("PAM_CERT"),
                            ws_ping_interval=float(os.environ.get("PAM_WS_PING_EVERY", "20")),
                            ws_ping_timeout=float(os.environ.get("PAM_WS_PING_TIMEOUT", "20")))
    uvicorn.Server(config).run(sockets=[listener])
