/* The page of a pre-test: what some kinds of answer need to come alive. */
import "./expression.js";
import { enhanceSpots } from "./hotspots.js";
import { enhanceOrderings } from "./ordering.js";

enhanceOrderings(document);
enhanceSpots(document);
