"""What the notebooks share: Assay's commands, tables and results API as pandas data frames."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd

PROGRAM = os.environ.get("ASSAY", str(Path(__file__).resolve().parent.parent / "assay"))
HOME = os.environ.get("ASSAY_HOME", str(Path(PROGRAM).parent / "assay-home"))

plt.rcParams.update(
    {
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
    }
)


def command(*arguments):
    """What a command of Assay prints; what it says when it fails becomes the error."""
    done = subprocess.run(
        [PROGRAM, *arguments, "--home", HOME], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def sql(statement):
    """The answer to a statement; columns whose name ends with _at or _day are times."""
    return _frame(json.loads(command("sql", "--format", "json", statement) or "[]"))


def export(statement, file):
    """Writes the answer to a statement to a Parquet file."""
    command("sql", f"COPY ({statement}) TO '{file}' (FORMAT parquet)")


def parquet(file):
    """Reads a Parquet file: with pandas where pyarrow or fastparquet is there, else with Assay."""
    try:
        return pd.read_parquet(file)
    except ImportError:
        return sql(f"FROM '{file}'")


def compare(metric, before, after):
    """What a version of a metric changed against another one."""
    return json.loads(command("compare", metric, str(before), str(after), "--format", "json"))


def days(axes):
    """Marks days below a picture whose times are days."""
    first, last = axes.get_xlim()
    axes.xaxis.set_major_locator(mdates.DayLocator(interval=max(1, round((last - first) / 7))))
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m-%d"))


def transcript(conversation_id):
    """The messages of a conversation, one row each, with the names of the tools that each calls."""
    return sql(
        f"""SELECT m.id, m.sender, m.text, [c.name FOR c IN m.tool_calls] AS tools
        FROM (SELECT unnest(messages) AS m FROM conversation WHERE id = '{conversation_id}')"""
    )


class Api:
    """The results API of a running ./assay serve, signed in to with a key."""

    def __init__(self, url=None, org="default", key_id=None, key=None, user=None):
        url = url or os.environ.get("ASSAY_URL", "http://127.0.0.1:8080")
        self.base = f"{url}/v1/{org}"
        self.token = None
        headers = {
            "x-api-key-id": key_id or os.environ["ASSAY_KEY_ID"],
            "x-api-key": key or os.environ["ASSAY_KEY"],
            "x-user-id": user or os.environ["ASSAY_USER"],
        }
        answer = self._ask("/user/signin_with_api_key", {}, headers, method="POST")
        self.token = answer["id_token"]

    def metrics(self):
        """All metrics, one row each."""
        return pd.DataFrame(self._pages("/metric/", "metrics", {"limit": 50}))

    def results(self, **filters):
        """All current results that meet the filters of GET metric_evaluation_result."""
        path = "/metric/metric_evaluation_result"
        rows = self._pages(path, "metric_evaluation_results", {"limit": 500, **filters})
        return _frame([{**row.pop("source"), **row} for row in rows])

    def _pages(self, path, rows, query):
        found = []
        page = {"has_more": True}
        while page["has_more"]:
            if "continuation_token" in page:
                query["continuation_token"] = page["continuation_token"]
            page = self._ask(path, query)
            found += page[rows]
        return found

    def _ask(self, path, query, headers=None, method="GET"):
        url = f"{self.base}{path}?{urllib.parse.urlencode(query, doseq=True)}"
        headers = headers or {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(url, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code != 429:
                raise RuntimeError(f"{refused.code}: {refused.read().decode()}") from refused
            time.sleep(float(refused.headers["Retry-After"]))
            return self._ask(path, query, headers, method)


def _frame(rows):
    frame = pd.DataFrame(rows)
    for name in frame.columns:
        if name.endswith(("_at", "_day")):
            frame[name] = frame[name].map(pd.Timestamp)
    return frame
