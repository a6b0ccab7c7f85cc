// @event-calendar (MIT), as far as the calendar of bookings needs it. The build bundles it with what it stands on.

/*! Licences: js/vendor/event-calendar.licenses.txt */

export { createCalendar, Interaction, ResourceTimeline } from "@event-calendar/core";
