"""A small app on Slack's own framework, as its documentation would have one written.

It connects to whatever SLACK_API_URL names. That it works there says that the simulator of the tests
speaks as Slack does; nothing of the framework is changed for it.
"""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

API = os.environ["SLACK_API_URL"] + "/"
app = App(client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=API))


@app.command("/desk")
def command(ack, command, respond):
    ack()
    respond(text=f"command: {command['text']}", response_type="in_channel")


@app.event("app_mention")
def mention(event, say):
    say(text=f"mention: {event['text'].split('> ', 1)[1]}", thread_ts=event["ts"])


@app.event("message")
def message(event, say):
    say(text=f"direct: {event['text']}")


@app.shortcut("explain")
def explain(ack, shortcut, respond):
    ack()
    respond(text=f"explain: {shortcut['message']['text']}")


@app.action("press-0")
def press(ack, body, client):
    ack()
    text = {"type": "plain_text", "text": "A form"}
    field = {"type": "input", "block_id": "answer", "label": text, "element": {"type": "plain_text_input", "action_id": "text"}}
    view = {"type": "modal", "callback_id": "form", "title": text, "submit": text, "close": text, "blocks": [field]}
    client.views_open(trigger_id=body["trigger_id"], view=view)


@app.view("form")
def submitted(ack, body, client):
    ack()
    said = body["view"]["state"]["values"]["answer"]["text"]["value"]
    client.chat_postEphemeral(channel=os.environ["CHANNEL"], user=body["user"]["id"], text=f"form: {said}")


@app.options("pick")
def options(ack, payload):
    ack(options=[{"text": {"type": "plain_text", "text": payload["value"] + "!"}, "value": payload["value"]}])


if __name__ == "__main__":
    handler = SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=app.client)
    handler.start()
