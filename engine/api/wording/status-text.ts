/** The usual words for a status, such as `Not Found` for 404. */
export { STATUS_CODES as STATUS_TEXT } from '../../http/connection/node-http.ts';
