// qr (MIT), its encoder alone.

/*! Licences: js/vendor/qr.licenses.txt */

export { encodeQR } from "qr";
