"""The steps between a right password and a session."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor of whoever has one, save where another service vouched for them."""

    def handle(self) -> tuple[Any, bool]:
        """Return the page to go to, if there is one, and whether to go on."""
        if "sociallogin" in (self.login.signal_kwargs or {}):
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer
