"""A phone beside the laptop: for some minutes, one page on the local network that only takes files.

views is the laptop's side; pairing begins and stops it; listener speaks HTTP; receiving answers the phone.
"""
