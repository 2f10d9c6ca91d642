"""A chat backend on FastAPI that believes a token only if PyJWT does, and counts what became of each connection.

Prints its port. Environment: JWT_KEY (file: secret or public key), JWT_ALGORITHM, JWT_IN (query, header, subprotocol),
JWT_LATE=1 (the upgrade is accepted first, and closed with 4001), JWT_EXPIRED=1 (the bug: who is late is let in).
"""

import json
import os
import socket
from pathlib import Path

import jwt
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

KEY = Path(os.environ["JWT_KEY"]).read_text().strip()
ALGORITHM = os.environ.get("JWT_ALGORITHM", "HS256")
PLACE = os.environ.get("JWT_IN", "query")
LATE = os.environ.get("JWT_LATE") == "1"
LETS_EXPIRED_IN = os.environ.get("JWT_EXPIRED") == "1"

app = FastAPI()
stats = {"greeted": 0, "refused": {}, "let_in_expired": 0, "users": {}, "claims": None, "tokens": []}


@app.get("/stats")
async def get_stats():
    return stats


def token_of(ws):
    if PLACE == "header":
        return ws.headers.get("authorization", "").removeprefix("Bearer ")
    if PLACE == "subprotocol":
        offered = [one.strip() for one in ws.headers.get("sec-websocket-protocol", "").split(",")]
        return offered[1] if offered[0] == "bearer" else ""
    return ws.query_params.get("token", "")


def read(token):
    """Claims, or the name of what is wrong."""
    try:
        return jwt.decode(token, KEY, algorithms=[ALGORITHM], audience="authenticated"), None
    except jwt.ExpiredSignatureError as error:
        if LETS_EXPIRED_IN:
            stats["let_in_expired"] += 1
            return jwt.decode(token, KEY, algorithms=[ALGORITHM], audience="authenticated",
                              options={"verify_exp": False}), None
        return None, type(error).__name__
    except jwt.InvalidTokenError as error:
        return None, type(error).__name__


@app.websocket("/api/v1/pam/ws/{user_id}")
async def chat(ws: WebSocket, user_id: str):
    claims, wrong = read(token_of(ws))
    if wrong is None and claims["sub"] != user_id:
        wrong = "another user"
    if LATE or wrong is None:
        await ws.accept(subprotocol="bearer" if PLACE == "subprotocol" else None)
    if wrong is not None:
        stats["refused"][wrong] = stats["refused"].get(wrong, 0) + 1
        await ws.close(4001)
        return
    stats["claims"] = claims
    stats["tokens"].append(claims["iat"])
    stats["users"][user_id] = stats["users"].get(user_id, 0) + 1
    try:
        await ws.send_text(json.dumps({"type": "connection", "status": "connected", "message": "Welcome"}))
        stats["greeted"] += 1
        while True:
            await ws.receive_text()
            await ws.send_text('{"type":"chat_response","message":"yes"}')
    except WebSocketDisconnect:
        pass


if __name__ == "__main__":
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="websockets")).run(sockets=[listener])
