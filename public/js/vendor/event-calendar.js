// The parts of @event-calendar (MIT) that the calendar of bookings uses. The build bundles it with its dependencies.

/*! Licences: js/vendor/event-calendar.licenses.txt */

export { createCalendar, Interaction, ResourceTimeline } from "@event-calendar/core";
