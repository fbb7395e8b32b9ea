"""Days to test with: a small file written here, the real ones where the shared data is."""

from datetime import date
from pathlib import Path

import pytest

from deployments.day.online_retail import RetailDay, read_day
from deployments.day.real import script_of
from deployments.day.script import Script

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
REAL = SHARED / "data" / "orders" / "online-retail_2010-12_to_2011-10.csv.gz"
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROWS = """\
500001,22411,RED BAG ,10,2011-10-05 09:00:00,1.95,12345.0,United Kingdom
500002,84997B,CUTLERY,1,2011-10-05 09:10:00,3.75,12345.0,United Kingdom
500003,84997B,CUTLERY,1,2011-10-05 09:20:00,3.75,12345.0,United Kingdom
600001,22411,RED BAG ,6,2011-10-06 08:17:00,1.95,17850.0,United Kingdom
600001,22411,RED BAG ,6,2011-10-06 08:17:00,1.95,17850.0,United Kingdom
600001,POST,POSTAGE,1,2011-10-06 08:17:00,15.00,17850.0,United Kingdom
600002,84997b,CUTLERY,2,2011-10-06 09:05:00,4.15,,United Kingdom
600002,72803B,ROSE,1,2011-10-06 09:06:00,1.25,,United Kingdom
600003,72803b,ROSE,3,2011-10-06 10:00:00,1.25,12583.0,Germany
600003,22411,RED BAG ,-4,2011-10-06 10:00:00,1.95,12583.0,Germany
600004,S,SAMPLES,1,2011-10-06 11:00:00,9.99,14911.0,EIRE
600005,22411,damaged,-30,2011-10-06 12:00:00,0.0,,United Kingdom
600006,84997b,found,7,2011-10-06 12:30:00,0.0,,United Kingdom
600009,22411,free of charge,2,2011-10-06 12:45:00,0.0,12345.0,United Kingdom
C600007,22411,RED BAG ,-1,2011-10-06 13:00:00,1.95,12345.0,United Kingdom
A600008,B,Adjust bad debt,1,2011-10-06 14:00:00,-11062.06,,United Kingdom
600010,22411,RED BAG ,1,2011-10-07 00:00:00,1.95,12345.0,United Kingdom
"""
THE_DAY = date(2011, 10, 6)


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


@pytest.fixture
def small_day(small_file: Path) -> RetailDay:
    return read_day(small_file, THE_DAY)


@pytest.fixture
def small_script(small_day: RetailDay) -> Script:
    return script_of(small_day)


def _real(day: date) -> RetailDay:
    if not REAL.exists():
        pytest.skip(f"real order lines not found: {REAL.name}")
    return read_day(REAL, day)


@pytest.fixture(scope="session")
def october() -> RetailDay:
    return _real(date(2011, 10, 6))


@pytest.fixture(scope="session")
def june() -> RetailDay:
    return _real(date(2011, 6, 8))
