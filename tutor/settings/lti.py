"""LTI 1.3: whether an LMS may open lessons here, and what its own addresses may look like."""

from tutor.settings.environment import read_switch

# Off, every address below /lti/ answers 404, and none of its libraries is loaded.
LTI = read_switch("LTI", default=False)
# An LMS in the school's own network has a private address. Without this no request goes to such addresses, so
# that whoever registers an LMS cannot have this server ask others that it alone can reach.
LTI_PRIVATE_NETWORKS = read_switch("LTI_PRIVATE_NETWORKS", default=False)
# Only the settings for development and tests say otherwise: keys and grades travel encrypted.
LTI_PLAIN_HTTP = False
