"""Rules of measures (规则): their shape, loading and checking. Data: corpus/rules."""
