"""What a prediction and an action show, as signals that clauses ask for."""

from __future__ import annotations

from typing import NamedTuple

from netralnlp.schema import Action, Conduct, Mention, Prediction, Stance

SIGNALS = {
    None: "posting",
    Action.POST: "posting",
    Action.COMMENT: "posting",
    Action.SHARE: "sharing",
    Action.LIKE: "liking",
    Action.FOLLOW: "following",
    Action.JOIN: "joining",
}

SUBJECTS = {
    "posting": "Teks ini",
    "sharing": "Teks yang dibagikan",
    "liking": "Teks yang disukai",
    "following": "Teks dari akun yang diikuti",
    "joining": "Teks dari grup yang dimasuki",
}

PHRASES = {
    Conduct.CAMPAIGNING: "memuat ajakan memilih atau bahan kampanye",
    Conduct.ENDORSEMENT: "menyatakan dukungan sendiri",
    Conduct.ATTACK: "memuat serangan terhadap peserta pemilihan, yang dapat merugikannya",
    Conduct.PHOTO_OR_GESTURE: "menunjukkan foto bersama atau tanda nomor urut",
    Conduct.ATTRIBUTES: "menunjukkan atribut atau alat peraga",
    Conduct.EVENT_ATTENDANCE: "menunjukkan kehadiran pada acara kampanye, deklarasi, atau partai",
    Conduct.CAMPAIGN_TEAM: "menunjukkan keterlibatan dalam tim kampanye, relawan, atau partai",
    Conduct.ID_CARD_COLLECTION: "menunjukkan pengumpulan KTP atau tanda tangan dukungan",
    Conduct.OFFICIAL_DECISION: "menunjukkan keputusan, program, atau fasilitas jabatan yang dipakai bagi satu pihak",
    Conduct.MOBILISATION: "menunjukkan pengerahan atau pengarahan orang",
    Conduct.MONEY_OR_AID: "menunjukkan pemberian uang, barang, atau bantuan",
    Conduct.DISINFORMATION: "meneruskan kabar atau ujaran yang kebenarannya perlu diperiksa",
    Conduct.OFFICE_CONFIDENTIALITY: "memuat keluhan tentang pekerjaan atau hal yang mungkin rahasia jabatan",
}

# Conduct is the text's author's own. Whoever shares a text spreads only what it says and shows; whoever joins a
# campaign team's group becomes a part of it; a like or a follow takes over none.
PASSED_ON: dict[str, frozenset[Conduct]] = {
    "posting": frozenset(Conduct),
    "sharing": frozenset({Conduct.CAMPAIGNING, Conduct.ATTACK, Conduct.PHOTO_OR_GESTURE, Conduct.DISINFORMATION}),
    "joining": frozenset({Conduct.CAMPAIGN_TEAM}),
}


class Evidence(NamedTuple):
    """One thing seen: the beginning of a sentence about it, and the mention it rests on."""

    sentence: str
    mention: Mention | None

    @property
    def span(self) -> tuple[int, int] | tuple[None, None]:
        """Where the mention stands in the raw text."""
        return (self.mention.start, self.mention.end) if self.mention else (None, None)


def evidence_in(
    prediction: Prediction, action: Action | None, *, passive_attendance: bool, following: bool
) -> dict[str, Evidence]:
    """The signals of a post by name: an action with a side, `opposing`, `passive_attendance`, and conduct labels.

    Attendance is passive when the text takes no side and shows no other conduct. What a campaign team posts counts
    as its side when somebody else likes, shares, follows or joins it.
    """
    signal = SIGNALS[action]
    if signal == "following" and not following:
        return {}
    subject = SUBJECTS[signal]
    labels = {conduct.label for conduct in prediction.conduct}
    best = _best(prediction)
    seen: dict[str, Evidence] = {}
    if prediction.stance != Stance.NEUTRAL:
        seen[signal] = Evidence(f"{subject} {_side(prediction)}", best)
    elif signal != "posting" and Conduct.CAMPAIGN_TEAM in labels:
        seen[signal] = Evidence(f"{subject} tampak berasal dari tim atau grup pemenangan", best)
    if prediction.stance in (Stance.OPPOSE, Stance.MIXED) and signal in ("posting", "sharing"):
        rival = _best(prediction, Stance.OPPOSE)
        seen["opposing"] = Evidence(f"{subject} {_side(prediction)}, yang dapat merugikan pihak yang ditentang", rival)
    passive = prediction.stance == Stance.NEUTRAL and labels == {Conduct.EVENT_ATTENDANCE}
    for label in Conduct:
        if label not in labels & PASSED_ON.get(signal, frozenset()):
            continue
        if not passive:
            seen[label] = Evidence(f"{subject} {PHRASES[label]}", best)
        elif passive_attendance:
            seen["passive_attendance"] = Evidence(f"{subject} {PHRASES[label]} tanpa dukungan yang tampak", best)
    return seen


def _best(prediction: Prediction, stance: Stance | None = None) -> Mention | None:
    """The likeliest mention with that stance; without one given, of a side, else of any."""
    sided = [mention for mention in prediction.mentions if mention.stance != Stance.NEUTRAL]
    pool = [mention for mention in sided if mention.stance == stance] if stance else sided or prediction.mentions
    return max(pool, key=lambda mention: mention.score, default=None)


def _side(prediction: Prediction) -> str:
    parts = []
    for stance, verb in ((Stance.SUPPORT, "mendukung"), (Stance.OPPOSE, "menentang")):
        if prediction.stance in (stance, Stance.MIXED):
            sided = [mention for mention in prediction.mentions if mention.stance == stance]
            known = [mention.contestant or mention.person or mention.party for mention in sided]
            names = dict.fromkeys(one.name for one in known if one)
            parts.append(f"{verb} {' dan '.join(names) or 'seorang peserta pemilihan'}")
    return " serta ".join(parts)
