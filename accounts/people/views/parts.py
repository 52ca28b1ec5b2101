"""What the views of this room share."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.people import access, queries
from accounts.people.models import Panel, Person, Programme
from leap.core.errors import NotAllowed


def panel_seen(request: HttpRequest, panel_id: UUID) -> Panel:
    """The panel, if the viewer may see it; else 404."""
    return get_object_or_404(queries.panels_for(request.user), pk=panel_id)


def panel_run(request: HttpRequest, panel_id: UUID) -> Panel:
    """The panel, if the viewer runs it; 404 when they may not see it, 403 when they may only see it."""
    panel = panel_seen(request, panel_id)
    if not access.can_run_panel(request.user, panel):
        raise NotAllowed
    return panel


def person_there(request: HttpRequest, panel: Panel, person_id: UUID) -> Person:
    """Somebody on that panel today; else 404."""
    return get_object_or_404(queries.people_on_panel(request.user, panel.pk), pk=person_id)


def programme_led(request: HttpRequest, programme_id: UUID) -> Programme:
    """The programme, if the viewer is its PPI lead; else 404."""
    return get_object_or_404(queries.programmes_led_by(request.user), pk=programme_id)


def refuse(form: Form, error: ValidationError) -> None:
    """Show what an action would not keep beside the box it is about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
