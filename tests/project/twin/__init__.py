"""The twin-world test: the same history, with and without what one person may not see, must look the same to them.

World A is a history. World B is the same history with every event left out that the viewer may not see. Every page,
file, refusal and message that the viewer can get is asked for in both; status, headers, cookies, bytes, queued messages
and the text of every database query must be equal. (Noninterference after Goguen and Meseguer, by random testing.)

    cast       the people and places every history has       stories    makes a history out of chance
    tales      the histories of a run, and shorter ones      cells      where comparisons lie, and where some must
    events     what can happen, each a real action           ending     how a history ends, worked out on paper
    purge      what one viewer may know of a history         asking     which requests are made
    observe    everything that can be noticed of an answer   sameness   ids, clock and secrets without chance
    run        plays both worlds and compares                leaks      leaks put in on purpose, and
    telling    the numbers, as tables                        catching   whether each of them is caught
"""
