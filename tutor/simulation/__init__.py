"""Students who are programs: real sign-ins, sockets, frames, answers and taps, through the front door."""
