"""Mingbai in a chain of LangChain: find clauses, put them into a prompt, and see what the answer rests on."""

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from bot.channels.langchain import answerer, retriever

clauses = retriever(region="南昌市", limit=4)
shown = clauses | (lambda found: "\n".join(f"《{one.metadata['title']}》{one.page_content}" for one in found))
prompt = ChatPromptTemplate.from_template("只按下列条款回答，并注明文件：\n{clauses}\n问题：{question}")
chain = {"clauses": shown, "question": RunnablePassthrough()} | prompt  # | your model
print(chain.invoke("农村自来水普及率2025年要到多少").to_string())
print(answerer(region="南昌市").invoke("农村自来水普及率2025年要到多少")["answer"])
