"""Records that an office keeps beside its documents (办公记录): people, work orders, answers given.

One module a kind of record, each with one store over the library's database. Nothing here decides anything: who may do
what is said by `bot.people`, what becomes of an order by `bot.records`.
"""
