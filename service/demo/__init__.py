"""The demo organisation: what a first run is planted with, so that everything can be tried."""

from service.demo.home import seed_home
from service.demo.organisation import (
    DEMO_PASSWORD,
    DEMO_PIN,
    DEMO_TOTP_SECRET,
    DRAFTERS,
    NEW_PLANS,
    demo_people,
)
from service.demo.planting import seed
from service.demo.second_factors import demo_code

__all__ = [
    "DEMO_PASSWORD",
    "DEMO_PIN",
    "DEMO_TOTP_SECRET",
    "DRAFTERS",
    "NEW_PLANS",
    "demo_code",
    "demo_people",
    "seed",
    "seed_home",
]
