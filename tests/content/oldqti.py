"""Parts of items as QTI 1.2 writes them."""

from xml.sax.saxutils import escape


def material(text, kind="text/html"):
    return f'<material><mattext texttype="{kind}">{escape(text)}</mattext></material>'


def labels(named):
    return "".join(
        f'<response_label ident="{name}">{material(text, "text/plain")}</response_label>'
        for name, text in named.items()
    )


def lid(named, *, name="r", cardinality="Single", line="", shuffle=""):
    """Return a response that chooses from a list."""
    mixed = f' shuffle="{shuffle}"' if shuffle else ""
    said = material(line) if line else ""
    return (
        f'<response_lid ident="{name}" rcardinality="{cardinality}">{said}'
        f"<render_choice{mixed}>{labels(named)}</render_choice></response_lid>"
    )


def fib(name="r", kind="String"):
    """Return a response that is typed."""
    return (
        f'<response_str ident="{name}" rcardinality="Single"><render_fib fibtype="{kind}">'
        '<response_label ident="a"/></render_fib></response_str>'
    )


def equal(value, name="r", **attributes):
    extra = "".join(f' {key}="{text}"' for key, text in attributes.items())
    return f'<varequal respident="{name}"{extra}>{value}</varequal>'


def between(low, high):
    return f'<vargte respident="r">{low}</vargte><varlte respident="r">{high}</varlte>'


def when(test, points="", shown="", *, goes_on="No", action="Set"):
    scored = f'<setvar action="{action}" varname="SCORE">{points}</setvar>' if points else ""
    told = f'<displayfeedback feedbacktype="Response" linkrefid="{shown}"/>' if shown else ""
    tested = f"<conditionvar>{test}</conditionvar>"
    return f'<respcondition continue="{goes_on}">{tested}{scored}{told}</respcondition>'


def told(name, text):
    return f'<itemfeedback ident="{name}"><flow_mat>{material(text)}</flow_mat></itemfeedback>'


def item(text, responses, *conditions, kind="", behind="", label="question_type"):
    named = f"<fieldlabel>{label}</fieldlabel><fieldentry>{kind}</fieldentry>"
    field = f"<qtimetadata><qtimetadatafield>{named}</qtimetadatafield></qtimetadata>"
    data = f"<itemmetadata>{field}</itemmetadata>" if kind else ""
    rules = f"<resprocessing><outcomes><decvar/></outcomes>{''.join(conditions)}</resprocessing>"
    return (
        f'<questestinterop><item ident="i1" title="Question">{data}<presentation>{material(text)}{responses}'
        f"</presentation>{rules}{behind}</item></questestinterop>"
    )
