"""How fast racedb loads and answers, against the limit and what people would use instead."""
