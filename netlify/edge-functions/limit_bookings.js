// Does nothing but carry a limit: Netlify's own, per visitor, before a booking, a move or a cancellation reaches the API.
// A person needs a few of them; who sends more is guessing emails or filling calendars. It cannot stand at the proxy
// rule, as `_redirects` has no word for it and netlify.toml does not know the API's address.

export default () => {};

export const config = {
  path: ["/api/bookings", "/api/bookings/*"],
  method: "POST",
  rateLimit: { windowLimit: 20, windowSize: 60, aggregateBy: ["ip", "domain"] },
};
