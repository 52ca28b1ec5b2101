"""Parts of pages about people that rooms above draw: `{% load people %}`."""

from typing import Any

from django import template

from accounts.people import access, queries
from accounts.people.models import Panel

register = template.Library()


@register.inclusion_tag("people/_panel_links.html", takes_context=True)
def panel_links(context: template.Context, panel: Panel) -> dict[str, Any]:
    """Where a page about a panel leads: the page about it and, for those who run it, its people and roles."""
    return {"panel": panel, "runs": access.can_run_panel(context["request"].user, panel)}


@register.inclusion_tag("people/_programme_links.html", takes_context=True)
def programme_links(context: template.Context) -> dict[str, Any]:
    """For a PPI lead: the roles of each whole programme."""
    return {"programmes": queries.programmes_led_by(context["request"].user)}
