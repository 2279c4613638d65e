"""`trinhky admin`: what administrators do at the terminal. One group of commands a file."""

from __future__ import annotations

import click

from service.cli import admin_leave  # noqa: F401  # adds its commands to `account`
from service.cli.admin_account import account
from service.cli.admin_calendar import calendar
from service.cli.admin_image import image
from service.cli.admin_key import key
from service.cli.admin_pki import pki


@click.group()
def admin() -> None:
    """Việc của quản trị hệ thống; mỗi việc đều vào sổ nhật ký."""


admin.add_command(account)
admin.add_command(calendar)
admin.add_command(image)
admin.add_command(key)
admin.add_command(pki)
