"""Trains the shipped embedding model on one core in a few minutes; the recipe stands in retrieval/embedding/README.md.

    python -m retrieval.embedding.train --laws DIR --papers DIR --out DIR [--questions Q.jsonl --collection C.jsonl.gz]
        [--hold-out SHARE] [--epochs 5]

The model is one table of token vectors. Its tokenizer is a Unigram model whose scores are jieba's log frequencies, so
that its best path is jieba's; the table starts as the singular vectors of the term-passage matrix and is then trained
to tell each pair from the other pairs of its batch (symmetric softmax). Rows are stored as int8 with a scale each.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import random
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.zhtext import fold
from retrieval.embedding.texts import (
    Pair,
    Passage,
    collection_passages,
    digest_pairs,
    own_pairs,
    pairs_from,
    paper_passages,
    statute_passages,
    wording_pairs,
)
from retrieval.lexical import LexicalIndex
from retrieval.model import Entry
from retrieval.tokenizer import Tokenizer

Rows = list[NDArray[np.int64]]
OWN = Path(__file__).parent / "pairs.tsv"
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")


def make_tokenizer(texts: Iterable[str], size: int) -> Any:  # noqa: ANN401 - tokenizers has no types
    """A tokenizers.Tokenizer whose best path follows jieba's dictionary mode, with the words of `texts` first."""
    from tokenizers import Regex, models, normalizers, pre_tokenizers
    from tokenizers import Tokenizer as Wordpieces

    cutter = Tokenizer()
    frequency, total = cutter.frequencies()
    words: collections.Counter[str] = collections.Counter()
    chars: collections.Counter[str] = collections.Counter()
    for text in texts:
        words.update(cutter.all_words(text))
        chars.update(text)

    def score(word: str) -> float:
        return math.log(max(frequency.get(word, 1), 1) / total)

    vocabulary = {char: score(char) for char in chars if char.strip()}
    vocabulary.update({word: score(word) for word, count in frequency.items() if len(word) == 1 and count > 50})
    met = [word for word, _ in words.most_common() if len(word) > 1 and _HAN.match(word)]
    for word in met[: int((size - len(vocabulary)) * 0.85)]:
        vocabulary[word] = score(word)
    unmet = [(n, w) for w, n in frequency.items() if n and 1 < len(w) <= 4 and _HAN.match(w) and w not in words]
    for _, word in sorted(unmet, reverse=True)[: size - len(vocabulary)]:
        vocabulary[word] = score(word)
    ranked = sorted(vocabulary.items(), key=lambda item: (-item[1], item[0]))
    made = Wordpieces(models.Unigram([("[UNK]", -30.0), *ranked], unk_id=0))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^\u4e00-\u9fff0-9a-z]+"), "removed"),
            pre_tokenizers.Split(Regex(r"[0-9a-z]+"), "isolated"),
        ]
    )
    return made


def encode(tokenizer: Any, texts: Sequence[str]) -> Rows:  # noqa: ANN401
    """Token ids of each text; the unknown token alone where nothing is known."""
    found = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [np.array([i for i in row.ids if i] or [0], dtype=np.int64) for row in found]


def first_table(rows: Rows, size: int, width: int) -> NDArray[np.float32]:
    """Singular vectors of the tf-idf matrix of passages: where training starts."""
    import scipy.sparse as sp  # type: ignore[import-untyped]
    from scipy.sparse.linalg import svds  # type: ignore[import-untyped]

    pointers = np.cumsum([0, *map(len, rows)])
    matrix = sp.csr_matrix((np.ones(pointers[-1], np.float32), np.concatenate(rows), pointers), shape=(len(rows), size))
    matrix.sum_duplicates()
    rarity = np.log((len(rows) + 1) / (np.bincount(matrix.indices, minlength=size) + 1)).astype(np.float32)
    matrix.data = 1 + np.log(matrix.data)
    weighted = matrix @ sp.diags(rarity)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(1)).ravel())
    unit = sp.diags(1 / np.maximum(lengths, 1e-9).astype(np.float32)) @ weighted
    _, _, vectors = svds(unit.astype(np.float32), k=width, random_state=0, tol=0.01)
    table: NDArray[np.float32] = (vectors.T * rarity[:, None]).astype(np.float32)
    table /= np.linalg.norm(table, axis=1).mean()
    table[0] = 0
    return table


def train(
    table: NDArray[np.float32],
    left: Rows,
    right: Rows,
    near: Mapping[int, Rows],
    *,
    epochs: int,
    batch: int,
    rate: float,
) -> NDArray[np.float32]:
    """Contrastive training of the table on pairs; gives the trained table.

    near: for some pairs, passages that share words with the question and do not answer it; they stand beside the
    other right sides of the batch as further wrong answers.
    """
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(0)
    order = np.random.default_rng(0)
    bag = torch.nn.EmbeddingBag(table.shape[0], table.shape[1], mode="mean", _weight=torch.from_numpy(table.copy()))
    optimiser = torch.optim.Adam(bag.parameters(), lr=rate)
    steps, step = epochs * (len(left) // batch), 0
    labels = torch.arange(batch)

    def vectors(rows: Rows) -> torch.Tensor:
        starts = torch.from_numpy(np.cumsum([0, *map(len, rows[:-1])]))
        return functional.normalize(bag(torch.from_numpy(np.concatenate(rows)), starts), dim=1)

    for epoch in range(epochs):
        shuffled, loss_sum, began = order.permutation(len(left)), 0.0, time.time()
        for start in range(0, len(left) - batch + 1, batch):
            chosen = shuffled[start : start + batch]
            wrong = [order.choice(len(near[i])) for i in chosen if i in near]
            extra = [near[i][k] for i, k in zip((i for i in chosen if i in near), wrong, strict=True)]
            scores = vectors([left[i] for i in chosen]) @ vectors([*(right[i] for i in chosen), *extra]).T * 20.0
            forth = functional.cross_entropy(scores, labels)
            loss = (forth + functional.cross_entropy(scores[:, :batch].T, labels)) / 2
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1.0, (step + 1) / (0.05 * steps)) * max(0.02, 1 - step / steps)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            loss_sum += loss.item()
            step += 1
        print(f"epoch {epoch} loss {loss_sum / (len(left) // batch):.3f} {time.time() - began:.0f} s", flush=True)
    trained: NDArray[np.float32] = bag.weight.detach().numpy()
    return trained


@dataclass(frozen=True, slots=True)
class Asked:
    """A lay question as token ids, what answers it and what only looks like an answer (numbers of passages)."""

    words: NDArray[np.int64]
    answers: tuple[int, ...]
    near: tuple[int, ...]


def tune(
    table: NDArray[np.float32],
    asked: Sequence[Asked],
    passages: Rows,
    left: Rows,
    right: Rows,
    *,
    steps: int = 100,
    rate: float = 0.01,
) -> NDArray[np.float32]:
    """Train a finished table further on lay questions, beside pairs that keep it from forgetting; gives the new table.

    Each step: 128 answers against one another and eight wrong passages each; 1152 pairs against one another.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(0)
    order = np.random.default_rng(0)
    bag = torch.nn.EmbeddingBag(table.shape[0], table.shape[1], mode="mean", _weight=torch.from_numpy(table.copy()))
    optimiser = torch.optim.Adam(bag.parameters(), lr=rate)
    links = [(one, answer) for one in asked for answer in one.answers]

    def vectors(rows: Rows) -> torch.Tensor:
        starts = torch.from_numpy(np.cumsum([0, *map(len, rows[:-1])]))
        return functional.normalize(bag(torch.from_numpy(np.concatenate(rows)), starts), dim=1)

    for step in range(steps):
        chosen = [links[i] for i in order.choice(len(links), min(128, len(links)), replace=False)]
        wrong = [int(i) for one, _ in chosen if one.near for i in order.choice(one.near, 8)]
        place = {key: n for n, key in enumerate(dict.fromkeys([*(answer for _, answer in chosen), *wrong]))}
        scores = vectors([one.words for one, _ in chosen]) @ vectors([passages[key] for key in place]).T * 20.0
        other = torch.zeros_like(scores)
        for row, (one, answer) in enumerate(chosen):
            for also in one.answers:
                if also != answer and also in place:
                    other[row, place[also]] = -1e4
        loss = functional.cross_entropy(scores + other, torch.tensor([place[answer] for _, answer in chosen]))
        picked = order.integers(len(left), size=1152)
        kept = vectors([left[i] for i in picked]) @ vectors([right[i] for i in picked]).T * 20.0
        labels = torch.arange(len(picked))
        loss = loss + (functional.cross_entropy(kept, labels) + functional.cross_entropy(kept.T, labels)) / 2
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 10) * max(0.02, 1 - step / steps)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    tuned: NDArray[np.float32] = bag.weight.detach().numpy()
    return tuned


def near_misses(lay: Sequence[Pair], passages: Sequence[Passage], skip: int = 3, most: int = 12) -> list[list[str]]:
    """For each lay pair, passages that BM25 finds for the question and that are not a right side of it.

    The first `skip` finds are left out: among them may be answers that nobody has marked.
    """
    tokenizer = Tokenizer()
    index = LexicalIndex(tokenizer)
    index.write(Entry(n, passage.heads[0] if passage.heads else "", passage.text) for n, passage in enumerate(passages))
    right: dict[str, set[str]] = collections.defaultdict(set)
    for question, answer in lay:
        right[question].add(answer[-40:])
    found = []
    for question, _ in lay:
        hits = index.search(tokenizer.cut(question), skip + most + 6)[skip:]
        texts = [fold(" ".join((*passages[hit.unit_id].heads[:1], passages[hit.unit_id].text)))[:400] for hit in hits]
        found.append([text for text in texts if text[-40:] not in right[question]][:most])
    return found


def export(tokenizer: Any, table: NDArray[np.float32], folder: Path) -> None:  # noqa: ANN401
    """Write int8 rows and their scales under the names from which sentence-transformers makes float rows again."""
    from safetensors.numpy import save_file

    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    scale = (np.maximum(np.abs(table).max(1), 1e-8) / 127).astype(np.float32)
    rows = np.rint(table / scale[:, None]).astype(np.int8)
    save_file({"embeddings": rows, "weights": scale}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"))
    home = "sentence_transformers.sentence_transformer.modules."
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{home}StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{home}Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules, indent=1), encoding="utf-8")
    (folder / "1_Normalize" / "config.json").write_text("{}", encoding="utf-8")
    config: dict[str, Any] = {"similarity_fn_name": "cosine", "prompts": {}, "default_prompt_name": None}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def reopen(folder: Path) -> tuple[Any, NDArray[np.float32]]:
    """The tokenizer and the float table of a model that `export` wrote."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer as Wordpieces

    tensors = load_file(folder / "model.safetensors")
    table: NDArray[np.float32] = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    return Wordpieces.from_file(str(folder / "tokenizer.json")), table


def question_pairs(questions: Path, collection: Path, hold_out: float) -> tuple[list[Pair], list[str]]:
    """Pairs of public lay questions and their articles, and the ids of the questions held out.

    Held-out questions share no article with those trained on (whole groups of connected questions are held out).
    """
    rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    held = held_out_ids(rows, hold_out)
    wanted = {gold for row in rows for gold in row["gold"]}
    texts = {}
    import gzip

    with gzip.open(collection, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["id"] in wanted:
                texts[row["id"]] = fold(f"{row['title']} {row['text']}")
    pairs = [(fold(row["text"]), texts[gold]) for row in rows if row["id"] not in held for gold in row["gold"]]
    return pairs, sorted(held)


def held_out_ids(rows: Sequence[dict[str, Any]], share: float, seed: int = 3) -> set[str]:
    """Ids of about `share` of the questions, chosen so that no article answers on both sides."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for row in rows:
        for gold in row["gold"]:
            parent[root(row["id"])] = root(gold)
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for row in rows:
        groups[root(row["id"])].append(row["id"])
    ordered = sorted(groups.values(), key=len, reverse=True)
    rest = ordered[1:]
    random.Random(seed).shuffle(rest)
    held: set[str] = set()
    for group in rest:
        if len(held) < share * len(rows):
            held.update(group)
    return held


def main() -> None:
    """Read the arguments, train, write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laws", type=Path, required=True)
    parser.add_argument("--papers", type=Path, required=True)
    parser.add_argument("--collection", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--hold-out", type=float, default=0.0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vocabulary", type=int, default=32_000)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=2048)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--weight", type=int, default=5, help="how often each lay pair counts")
    given = parser.parse_args()
    began = time.time()
    passages: list[Passage] = [*statute_passages(given.laws), *paper_passages(given.papers)]
    if given.collection:
        known = {passage.text[:60] for passage in passages}
        passages += [made for made in collection_passages(given.collection) if made.text[:60] not in known]
    pairs = [*pairs_from(passages), *wording_pairs()]
    lay = [*own_pairs(OWN), *digest_pairs()]
    if given.questions:
        asked, held = question_pairs(given.questions, given.collection, given.hold_out)
        lay += asked
        print(f"{len(asked)} question pairs, {len(held)} questions held out")
    counts = f"{len(passages)} passages, {len(pairs)} pairs, {len(lay)} lay pairs"
    print(f"{counts}, {time.time() - began:.0f} s", flush=True)
    vocabulary = [*(fold(passage.text) for passage in passages), *(text for pair in lay for text in pair)]
    tokenizer = make_tokenizer(vocabulary, given.vocabulary)
    size = tokenizer.get_vocab_size()
    left, right = encode(tokenizer, [a for a, _ in pairs]), encode(tokenizer, [b for _, b in pairs])
    print(f"{size} tokens, pairs encoded, {time.time() - began:.0f} s", flush=True)
    table = first_table(right, size, given.width)
    print(f"first table, {time.time() - began:.0f} s", flush=True)
    wrong = [encode(tokenizer, texts) for texts in near_misses(lay, passages)]
    print(f"near misses, {time.time() - began:.0f} s", flush=True)
    near = {len(left) + k * len(lay) + i: rows for k in range(given.weight) for i, rows in enumerate(wrong) if rows}
    left += encode(tokenizer, [a for a, _ in lay]) * given.weight
    right += encode(tokenizer, [b for _, b in lay]) * given.weight
    trained = train(table, left, right, near, epochs=given.epochs, batch=given.batch, rate=given.rate)
    export(tokenizer, trained, given.out)
    print(f"written to {given.out}, {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
