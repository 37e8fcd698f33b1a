"""`make bench`, or `python -m bench --cases 20000` for a quick look."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from bench import ground


def main() -> None:
    asked = _asked()
    ground.require_room(asked.data, 0 if (asked.data / "postgres").exists() else asked.cases)
    ground.settle(asked.data)
    os.nice(asked.nice)
    sizes = [str(size) for size in (asked.cases, asked.small, asked.processes)]
    subprocess.run([sys.executable, "-m", "bench.load", *sizes], check=True)
    if asked.load_only:
        return
    if asked.alone:  # for a minute or two: whoever else is at work here stands still
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    os.environ["ATENDA_PROCESS"] = "worker" if asked.crowd else "web"
    with ground.database():
        if asked.sign_ins:
            from bench import sign_ins  # noqa: PLC0415  needs the settings

            sign_ins.measure(asked.sign_ins)
            return
        if asked.day:
            from bench import day  # noqa: PLC0415  needs the settings

            day.measure(asked.day)
            return
        if asked.api:
            from bench import api  # noqa: PLC0415  needs the settings

            api.measure(asked.api)
            return
        if asked.replies:
            from bench import replying  # noqa: PLC0415  needs the settings

            replying.measure(asked.replies)
            return
        if asked.crowd:
            from bench import crowd  # noqa: PLC0415  needs the settings

            crowd.measure(asked.crowd)
            return
        if asked.mail:
            from bench import mail_in  # noqa: PLC0415  needs the settings

            mail_in.measure(asked.mail, asked.rate)
            return
        if asked.storm:
            from bench import storm  # noqa: PLC0415  needs the settings

            storm.measure(asked.storm, asked.rate)
            return
        from bench.measuring import measure  # noqa: PLC0415  needs the settings

        measure(asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases in the large organization")
    parser.add_argument("--small", type=int, default=20, help="small organizations beside it, of 2,000 cases each")
    parser.add_argument("--data", type=Path, default=ground.CHECKOUT / "var" / "bench", help="where it all lies")
    parser.add_argument("--processes", type=int, default=2, help="how many load the rows")
    parser.add_argument("--repeat", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--only", default="", help="only what has this word in its name")
    parser.add_argument("--few", action="store_true", help="only the pages the budgets name, in a minute or two")
    parser.add_argument(
        "--nice", type=int, default=0, help="step behind others on the machine, or, below 0, before them"
    )
    parser.add_argument("--alone", action="store_true", help="go before everything else on the machine (root only)")
    parser.add_argument(
        "--sign-ins", type=int, default=0, metavar="PEOPLE", help="only what agents feel while so many sign in at once"
    )
    parser.add_argument(
        "--day", type=int, default=0, metavar="DEEDS", help="only what the database spends a day of so many deeds on"
    )
    parser.add_argument(
        "--api", type=int, default=0, metavar="CASES", help="only how many cases a second come in through the API"
    )
    parser.add_argument(
        "--mail", type=int, default=0, metavar="MAILS", help="only how soon so many mails are taken by SMTP"
    )
    parser.add_argument(
        "--storm", type=int, default=0, metavar="MAILS", help="only how soon so many mails are taken and filed"
    )
    parser.add_argument(
        "--replies", type=int, default=0, metavar="REPLIES", help="only how many answers are written and leave a second"
    )
    parser.add_argument(
        "--crowd", type=int, default=0, metavar="MAILS", help="only how soon so many mails come into one case"
    )
    parser.add_argument("--rate", type=float, default=16.7, help="with --mail and --storm: how many a second")
    parser.add_argument("--load-only", action="store_true", help="load the rows and stop")
    parser.add_argument("--write", action="store_true", help="write the table into docs/running/performance.md")
    asked = parser.parse_args()
    asked.data = asked.data.resolve()
    return asked


if __name__ == "__main__":
    main()
