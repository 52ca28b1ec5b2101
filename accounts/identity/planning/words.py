"""The words the room works with: for what a statement is shared, with whom, in which form. Plain Python.

They are stored as they stand here, so a word that was used is never renamed.
"""

# For what somebody says yes.
BE_KNOWN = "be_known"  # to be read by people
MATCHED = "matched"  # to be asked about tasks that fit; nobody reads anything
COUNTED = "counted"  # to be counted, for the whole programme; nobody reads anything
LABEL = "label"  # to stand beside the name in something that is published

# With whom.
NAMED = "named"  # one person, by name
COORDINATOR = "coordinator"  # whoever coordinates the panel
MEMBERS = "members"  # the members of the panel
EVERYONE = "everyone"  # members, researchers and coordinators of the panel
STUDY_TEAM = "study_team"  # the staff of the whole programme
CO_AUTHORS = "co_authors"  # those who write one reflective account together
PUBLIC = "public"  # whoever reads what the programme publishes
NOBODY = "nobody"  # LEAP uses it; no person reads it

# In which words.
OWN = "own"  # in the person's own words
BROAD = "broad"  # in their own broader words
OTHER = "other"  # in words for these people alone
LIVED = "lived"  # only that they have lived experience

PURPOSES = (BE_KNOWN, MATCHED, COUNTED, LABEL)
AUDIENCES = (NAMED, COORDINATOR, MEMBERS, EVERYONE, STUDY_TEAM, CO_AUTHORS, PUBLIC, NOBODY)
FORMS = (OWN, BROAD, OTHER, LIVED)

# Those that people read through, the one meant for the fewest first.
READING = (NAMED, COORDINATOR, MEMBERS, EVERYONE, STUDY_TEAM, CO_AUTHORS)
OF_A_PANEL = (NAMED, COORDINATOR, MEMBERS, EVERYONE)
# Only where there are several people can somebody say something without their name.
GROUPS = (MEMBERS, EVERYONE, STUDY_TEAM)

# The fullest first: somebody who may read a statement twice over reads it in the fullest form there is for them.
FULLEST_FIRST = {OWN: 0, OTHER: 1, BROAD: 2, LIVED: 3}
