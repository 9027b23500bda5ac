/* The page of a pre-test: items to order can be moved; nothing else needs a script. */
import { enhanceOrderings } from "./ordering.js";

enhanceOrderings(document);
