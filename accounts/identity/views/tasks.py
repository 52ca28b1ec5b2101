"""Tasks: the pages of those who look for people, and the pages of those who are asked. Neither shows the other's."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.identity import actions, queries
from accounts.identity.forms import TaskForm
from accounts.people import queries as people
from leap.design.forms import posted


@require_safe
def my_task_list(request: HttpRequest) -> HttpResponse:
    """What I am asked about, because I said that I would like to be."""
    tasks = queries.my_tasks(request.user)
    context = {
        "waiting": [task for task in tasks if task.waits],
        "said_yes": [task for task in tasks if task.said_yes],
        "said_no": [task for task in tasks if not (task.waits or task.said_yes)],
    }
    return render(request, "identity/my_task_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def my_task_detail(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task: what it is, what my yes would tell, and my answer. No answer at all is fine."""
    task = queries.my_task_or_404(request.user, task_id)
    if request.method == "POST" and request.POST.get("fits") in ("yes", "no"):
        fits = request.POST["fits"] == "yes"
        actions.answer_task(task_id=task_id, fits=fits, by=request.user)
        messages.success(request, YES_SAID if fits else NO_SAID)
        return redirect("identity:my-task-list")
    return render(request, "identity/my_task_detail.html", {"task": task})


@require_http_methods(["GET", "HEAD", "POST"])
def my_task_take_back(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take my yes back, after being asked once."""
    task = queries.my_task_or_404(request.user, task_id)
    if request.method == "POST":
        actions.take_back_answer(task_id=task_id, by=request.user)
        messages.success(request, "Taken back. Your name is not shown there any more.")
        return redirect("identity:my-task-list")
    context = {
        "task": task,
        "submit_label": "Yes, take it back",
        "cancel_url": reverse("identity:my-task-list"),
        "cancel_label": "No, leave it",
    }
    return render(request, "identity/my_task_take_back.html", context)


@require_safe
def task_list(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """The tasks of a panel I run."""
    panel = get_object_or_404(people.panels_run_by(request.user), pk=panel_id)
    tasks = queries.tasks_run_by(request.user, panel.pk)
    return render(request, "identity/task_list.html", {"panel": panel, "tasks": tasks})


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Say what a task is and whom it is for. LEAP asks those who said yes to that, and tells nobody who they are."""
    panel = get_object_or_404(people.panels_run_by(request.user), pk=panel_id)
    form = TaskForm(posted(request), panel_name=panel.name)
    if request.method == "POST" and form.is_valid():
        task = actions.make_task(panel=panel, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. LEAP asks those who said yes to being asked about this, if there is anybody.")
        return redirect("identity:task-detail", task.pk)
    context = {"form": form, "panel": panel}
    return render(request, "identity/task_new.html", context, status=422 if form.errors else 200)


@require_safe
def task_detail(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task of a panel I run, and who said that it fits them."""
    task = queries.task_run_by_or_404(request.user, task_id)
    context = {"task": task, "said_yes": queries.who_said_yes(request.user, task.id)}
    return render(request, "identity/task_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task_close(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Stop asking, after being asked once."""
    task = queries.task_run_by_or_404(request.user, task_id)
    if request.method == "POST":
        actions.close_task(task_id=task_id, by=request.user)
        messages.success(request, "Nobody is asked about it any more.")
        return redirect("identity:task-detail", task_id)
    context = {
        "task": task,
        "submit_label": "Yes, stop asking",
        "cancel_url": reverse("identity:task-detail", args=[task_id]),
        "cancel_label": "No, go on",
    }
    return render(request, "identity/task_close.html", context)


YES_SAID = "Thank you. Whoever runs the panel can see your name there now. You can take it back at any time."
NO_SAID = "Saved. Nobody sees that you were asked or what you answered."
