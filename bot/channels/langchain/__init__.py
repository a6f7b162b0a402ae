"""Mingbai inside chains of LangChain: `retriever` finds clauses, `answerer` is a runnable that answers with them.

Both open the data folder of MINGBAI_HOME in this process; where a server owns it, use its API instead.
"""

from bot.channels.langchain.chain import answerer, retriever

__all__ = ["answerer", "retriever"]
