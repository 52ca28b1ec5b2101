"""The twin-world test: the same history, with and without what one person may not see, must look the same to them.

World A is a history. World B is the same history with every event left out that the viewer may not see. Every page, file,
refusal and message that the viewer can get is asked for in both; status, headers, cookies, bytes, queued messages and the
text of every database query must be equal. (Noninterference after Goguen and Meseguer, by random testing.)
"""
