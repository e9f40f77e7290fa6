# SPDX-License-Identifier: Apache-2.0
"""The application of the story: greets NAME and says on which host it runs."""
import os
import socket

from flask import Flask

app = Flask(__name__)


@app.route("/")
def hello():
    return "Hello {}!\nHostname: {}\n".format(os.getenv("NAME", "world"), socket.gethostname())


if __name__ == "__main__":
    app.run(host=os.getenv("ADDRESS", "127.0.0.1"), port=int(os.getenv("PORT", "8080")))
