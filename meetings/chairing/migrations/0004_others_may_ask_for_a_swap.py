from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("chairing", "0003_beside_the_chair")]

    operations = [
        migrations.RemoveConstraint(model_name="chairswap", name="chair_turn_is_asked_for_one_swap_at_a_time"),
    ]
