// The encoder of qr (MIT).

/*! Licences: js/vendor/qr.licenses.txt */

export { encodeQR } from "qr";
