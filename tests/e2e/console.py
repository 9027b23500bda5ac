"""What a page's console complains of."""

from playwright.sync_api import Page

REPORT = (
    "document.addEventListener('securitypolicyviolation', e => console.error('refused', e.violatedDirective))"
)


def watched(page: Page) -> list[str]:
    """Return a list that fills with what the page's console complains of, refusals of the policy included."""
    complaints: list[str] = []
    page.add_init_script(REPORT)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda line: (
            complaints.append(f"{page.url}: {line.text}") if line.type in ("error", "warning") else None
        ),
    )
    return complaints
