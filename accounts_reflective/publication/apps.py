from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "accounts_reflective.publication"
    label = "publication"

    def ready(self) -> None:
        from accounts_reflective.publication.queries import mine
        from accounts_reflective.writing.registration import register_names_in_print

        register_names_in_print(mine.lists_of_authors)
