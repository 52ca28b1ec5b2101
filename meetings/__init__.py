"""The wing of meetings: dates, invitations, the register, the chair, the seats and the payments that follow."""
