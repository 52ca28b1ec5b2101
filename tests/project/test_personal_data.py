"""Every column of every table of ours is classed, and nothing personal can hide in an unclassed one."""

from django.apps import apps

from leap.core.fields import EncryptedTextField
from leap.core.personal_data import unclassified_fields, unknown_fields
from leap.core.records import ProtectedManager, Record

WINGS = ("leap.", "accounts.", "meetings.", "accounts_reflective.")
OURS = [model for model in apps.get_models() if model.__module__.startswith(WINGS)]


def test_every_field_has_a_class():
    assert len(OURS) > 20
    assert {model.__name__: unclassified_fields(model) for model in OURS if unclassified_fields(model)} == {}


def test_no_class_names_a_field_that_is_gone():
    assert {model.__name__: unknown_fields(model) for model in OURS if unknown_fields(model)} == {}


def test_every_key_is_random():
    for model in OURS:
        assert issubclass(model, Record), model
        assert model._meta.pk.get_internal_type() == "UUIDField", model


def test_a_text_that_is_special_is_encrypted_or_short():
    """Free text about a person is sealed; what is not sealed is a word from a list or a name the person is shown by."""
    short_and_shown = {"role.wording", "authorship.role_shown", "person.pronouns"}
    # A number the open page made up for itself; a word for a question, made of ids; a keyed digest of what was sent.
    random = {"draft.saved_device", "keptcopy.device", "share.slot", "press.mark", "press.browser"}
    for model in OURS:
        declared = model.personal_data
        for name in {*declared.special, *declared.secret}:
            field = model._meta.get_field(name)
            if field.get_internal_type() not in ("CharField", "TextField") or field.choices:
                continue
            label = f"{model._meta.model_name}.{name}"
            sealed = isinstance(field, EncryptedTextField)
            assert sealed or label in short_and_shown | random or name in ("letter", "password", "token_hash"), label


def test_a_model_with_sealed_text_about_someone_is_protected():
    for model in OURS:
        sealed = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        if sealed and model._meta.model_name != "person":
            assert isinstance(model._default_manager, ProtectedManager), model


def test_a_row_says_nothing_about_anyone_when_it_is_printed():
    for model in OURS:
        declared = model.personal_data
        if declared.personal or declared.special or declared.secret:
            printed = str(model(pk="00000000-0000-4000-8000-000000000000"))
            allowed = {"panel", "programme"}  # called by their names; their personal columns are whom to ask
            assert printed.endswith("00000000") or model._meta.model_name in allowed, model
