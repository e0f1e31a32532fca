"""The days of the towns of tests, which are all in Sofia: not those of the machine that runs them."""
import datetime
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Europe/Sofia")


def today(offset=0):
    """The date there; offset in days."""
    return datetime.datetime.now(ZONE).date() + datetime.timedelta(offset)
