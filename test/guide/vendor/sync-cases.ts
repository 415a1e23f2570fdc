/**
 * Rows of the guide "iZoologic Sync Cases CDF 1.1.0", taken over by hand, each table in its own order and each cell as it is printed;
 * lines that a page or a cell has broken are joined. `N/A` is what the guide prints; an empty cell is empty.
 */
import type { GuideTable, OptionTable } from './rows.ts';

/** Section "ThreatQ Mapping", "iZoologic Incident Case Sync", "Get Incident Case Details (Supplemental)". */
const incidentDetails: GuideTable = {
  feed: 'incident-case-sync',
  section: 'Get Incident Case Details (Supplemental)',
  paths: { 'data.feed_results.': 'case_detail.result.', 'data.': 'case_sync.result.' },
  rows: [
    ['data.caseId', 'Event.Title', 'Event', 'data.feed_results.addedDate', 'CASE123456', 'If chosen to ingest as an Event in the feed config'],
    ['data.caseId', 'Incident.Value', 'Incident', 'data.feed_results.addedDate', 'CASE123456', 'If chosen to ingest as an Incident in the feed config'],
    ['data.feed_results.url', 'Event/Incident.Attribute', 'URL', 'N/A', 'https[:]//suspicious-site[.]com', 'Updatable'],
    ['data.feed_results.description', 'Event/Incident.Description', 'N/A', 'N/A', 'Phishing site impersonating brand', 'User-configurable. If chosen to ingest as object description instead of attribute in the feed config'],
    ['data.feed_results.description', 'Event/Incident.Attribute', 'Description', 'N/A', 'Phishing site impersonating brand', 'User-configurable. If chosen to ingest as attribute in the feed config'],
    ['data.caseId', 'Event/Incident.Attribute', 'Case ID', 'N/A', 'CASE123456', 'N/A'],
    ['data.feed_results.brand', 'Event/Incident.Attribute', 'Brand', 'N/A', 'Example Brand', 'N/A'],
    ['data.feed_results.clientRef', 'Event/Incident.Attribute', 'Client Ref', 'N/A', 'REF123', 'N/A'],
    ['data.feed_results.caseDescription', 'Event/Incident.Attribute', 'Case Type', 'N/A', 'Incident', 'N/A'],
    ['data.feed_results.statusDescription', 'Event/Incident.Attribute', 'Status', 'N/A', 'Open', 'Updatable'],
    ['data.feed_results.incidentType', 'Event/Incident.Attribute', 'Incident Type', 'N/A', 'Phishing', 'N/A'],
    ['data.feed_results.subIncidentType', 'Event/Incident.Attribute', 'SubIncident Type', 'N/A', 'N/A', 'N/A'],
    ['data.feed_results.threatType', 'Event/Incident.Attribute', 'Threat Type', 'N/A', 'Brand Abuse', 'N/A'],
    ['data.feed_results.impact', 'Event/Incident.Attribute', 'Impact', 'N/A', 'High risk to brand reputation', 'N/A'],
    ['data.feed_results.recommendation', 'Event/Incident.Attribute', 'Recommendation', 'N/A', 'Immediate takedown required', 'N/A'],
    ['data.feed_results.mxRecord', 'Event/Incident.Attribute', 'MX Record', 'N/A', 'mail.example.com', 'N/A'],
    ['data.feed_results.detectedBy', 'Event/Incident.Attribute', 'Detected By', 'N/A', 'Client', 'Detection source (1=iZoo, 2=Client)'],
    ['data.feed_results.upTime', 'Event/Incident.Attribute', 'Up Time', 'N/A', '2 days, 3 hours, 45 minutes', 'N/A'],
    ['data.feed_results.progressStage', 'Event/Incident.Attribute', 'Progress Stage', 'N/A', 'Investigation', 'N/A'],
    ['data.feed_results.executiveName', 'Event/Incident.Attribute', 'Executive Name', 'N/A', 'N/A', 'N/A'],
    ['data.feed_results.mobileAppName', 'Event/Incident.Attribute', 'Mobile App Name', 'N/A', 'N/A', 'N/A'],
    ['data.feed_results.mobileAppVersion', 'Event/Incident.Attribute', 'Mobile App Version', 'N/A', 'N/A', 'N/A'],
    ['data.feed_results.mobileAppStatus', 'Event/Incident.Attribute', 'Mobile App Status', 'N/A', 'N/A', 'N/A'],
    ['data.feed_results.mobileAppSignature', 'Event/Incident.Attribute', 'Mobile App Signature', 'N/A', 'N/A', 'N/A'],
    ['data.feed_results.ipAddress', 'Indicator.Value', 'IP Address', 'data.feed_results.addedDate', '192.168.1.100', 'User-configurable. If chosen to ingest IP as an Indicator Object in the feed config'],
    ['data.feed_results.ipAddress', 'Event/Incident.Attribute', 'IP Address', 'N/A', '192.168.1.100', 'User-configurable. If chosen to ingest IP as an Attribute in the feed config'],
    ['data.feed_results.webhost', 'Event/Incident.Attribute', 'Web Host', 'N/A', 'HostingProvider Inc', 'Is attributed to the IP Address Indicator if chosen in the feed config, otherwise attributed to the Event/Incident'],
    ['data.feed_results.webhostCountry', 'Event/Incident.Attribute', 'Web Host Country', 'N/A', 'United States', 'Is attributed to the IP Address Indicator if chosen in the feed config, otherwise attributed to the Event/Incident'],
    ['data.feed_results.registrarName', 'Event/Incident.Attribute', 'Registrar Name', 'N/A', 'GoDaddy', 'Is attributed to the IP Address Indicator if chosen in the feed config, otherwise attributed to the Event/Incident'],
    ['data.feed_results.nameserver', 'Event/Incident.Attribute', 'Name Server', 'N/A', 'ns1.example.com', 'Is attributed to the IP Address Indicator if chosen in the feed config, otherwise attributed to the Event/Incident'],
  ],
}; // prettier-ignore

/** Section "ThreatQ Mapping", "Get Case Communications (Supplemental)". */
const communications: GuideTable = {
  feed: 'incident-case-sync',
  section: 'Get Case Communications (Supplemental)',
  paths: { 'value.': 'case_communications.result.' },
  rows: [
    ['value.createdOn', 'Title or Value', 'Event or Note', 'value.createdOn', '2025-08-06 00:00:00 - Incident Acknowledgement -', 'Used with "subject" as the title/value. Incident Case Sync ingests these as Notes, DLR Case Sync ingests these as Events'],
    ['value.subject', 'Title or Value', 'Event or Note', 'value.createdOn', '2025-08-06 00:00:00 - Incident Acknowledgement -', 'Used with "createdOn" as the title/value. Incident Case Sync ingests these as Notes, DLR Case Sync ingests these as Events'],
    ['value.message', 'Description', '', '', '_See example response_', 'N/A'],
    ['value.brand', 'Attribute', 'Brand', '', 'ThreatQ', 'N/A'],
    ['value.postedBy', 'Attribute', 'Posted By', '', 'user@email.com', 'N/A'],
  ],
}; // prettier-ignore

/** Section "ThreatQ Mapping", "iZoologic DLR Case Sync", "Get DLR Incident Case Details (Supplemental)". */
const dlrDetails: GuideTable = {
  feed: 'dlr-case-sync',
  section: 'Get DLR Incident Case Details (Supplemental)',
  paths: {
    'data.dataLossRecoveryDetail.': 'dlr_detail.result.<dataLossRecoveryDetail/dataLossRecoveryPrimaryDetail>.',
    'data.': 'dlr_detail.result.',
  },
  rows: [
    ['data.dataLossRecoveryDetail.email', 'Compromised Account/Identity.Value', 'Compromised Account or Identity', 'data.dataLossRecoveryDetail.<addedDate/postedDate>', 'Billy.****@example.com', 'User-configurable. Object type and date used chosen in feed config'],
    ['data.dataLossRecoveryDetail.userName', 'Compromised Account/Identity.Value', 'Compromised Account or Identity', 'data.dataLossRecoveryDetail.<addedDate/postedDate>', 'Username_Test', 'User-configurable. If email is unavailable. Object type and date used chosen in feed config'],
    ['data.description', 'Compromised Account/Identity.Description', 'N/A', 'N/A', 'This is only a sample DLR case.', 'User-configurable. If chosen to use description as object description.'],
    ['data.description', 'Compromised Account/Identity.Attribute', 'Description', 'N/A', 'This is only a sample DLR case.', 'User-configurable. If chosen to use description as object attribute.'],
    ['data.dataLossRecoveryDetail.websiteOrServer', 'Compromised Account/Identity.Attribute', 'Website or Server', 'N/A', '_Test', 'N/A'],
    ['data.dataLossRecoveryDetail.corporateOrPublicAccount', 'Compromised Account/Identity.Attribute', 'Corporate or Public Account', 'N/A', 'Public', 'N/A'],
    ['data.dataLossRecoveryDetail.isExecutiveAccount', 'Compromised Account/Identity.Attribute', 'Is Executive Account', 'N/A', 'false', 'N/A'],
    ['data.dataLossRecoveryDetail.password', 'Compromised Account/Identity.Attribute', 'Password', 'N/A', 'Password_Test', 'N/A'],
    ['data.dataLossRecoveryDetail.phone', 'Compromised Account/Identity.Attribute', 'Phone', 'N/A', '555-***-5678', 'N/A'],
    ['data.dataLossRecoveryDetail.address', 'Compromised Account/Identity.Attribute', 'Address', 'N/A', '', 'N/A'],
    ['data.dataLossRecoveryDetail.userAgent', 'Compromised Account/Identity.Attribute', 'User Agent', 'N/A', '', 'N/A'],
    ['data.dataLossRecoveryDetail.recoveredProperty', 'Compromised Account/Identity.Attribute', 'Recovered Property', 'N/A', 'Test', 'N/A'],
    ['data.dataLossRecoveryDetail.postedDate', 'Compromised Account/Identity.Attribute', 'Posted Date', 'N/A', '2025-08-06 14:28:43+00:00', 'Converted from epoch time'],
    ['data.dataLossRecoveryDetail.ipAddress', 'Compromised Account/Identity.Attribute', 'IP Address', 'N/A', '', 'Brought in as an attribute since this data is grouped with victim data, not actor data'],
    ['data.caseId', 'Compromised Account/Identity.Attribute', 'Case ID', 'N/A', 'DLR#n9Ra7KbR3', 'N/A'],
    ['data.brand', 'Compromised Account/Identity.Attribute', 'Brand', 'N/A', 'ThreatQ', 'N/A'],
    ['data.fileOrBreachName', 'Compromised Account/Identity.Attribute', 'File or Breach Name', 'N/A', 'Dark Web Forum', 'N/A'],
    ['data.severity', 'Compromised Account/Identity.Attribute', 'Severity', 'N/A', 'Substantial Threat', 'N/A'],
    ['data.threatActorName', 'Compromised Account/Identity.Attribute', 'Threat Actor Name', 'N/A', 'CyberCriminal Group', 'N/A'],
    ['data.threatActorType', 'Compromised Account/Identity.Attribute', 'Threat Actor Type', 'N/A', 'Hacktivist', 'N/A'],
    ['data.threatActorActivities', 'Compromised Account/Identity.Attribute', 'Threat Actor Activities', 'N/A', 'Defacement, Hacking', 'N/A'],
    ['data.threatActorDetail', 'Compromised Account/Identity.Attribute', 'Threat Actor Detail', 'N/A', 'A decentralized international hacktivist group...', 'N/A'],
    ['data.dataType', 'Compromised Account/Identity.Attribute', 'Data Type', 'N/A', 'Combo', 'N/A'],
    ['data.subType', 'Compromised Account/Identity.Attribute', 'Subtype', 'N/A', 'Sub Incident Type', 'N/A'],
    ['data.addedDate', 'Compromised Account/Identity.Attribute', 'Added Date', 'N/A', '2024-01-15T10:30:00Z', 'Formatted-timestamp'],
    ['data.affectedProperty', 'Compromised Account/Identity.Attribute', 'Affected Property', 'N/A', 'Customer credit card database', 'N/A'],
    ['data.detectedOn', 'Compromised Account/Identity.Attribute', 'Detected On', 'N/A', 'Telegram', 'N/A'],
  ],
}; // prettier-ignore

/** Section "Configuration". What the guide says of a parameter is worded anew; its name, default and choices are held. */
const options: readonly OptionTable[] = [
  {
    of: 'incident-case-sync',
    section: 'Incident Case Sync Parameters',
    rows: [
      { label: 'API Key' },
      { label: 'Secret Key' },
      { label: 'Ingest as Event Instead of Incident' },
      { label: 'Ingest IP as Attribute' },
      { label: 'Added Date vs Detection Date' },
      { label: 'Enable SSL Certificate Verification' },
      { label: 'Disable Proxies' },
    ],
  },
  {
    of: 'dlr-case-sync',
    section: 'DLR Case Sync Parameters',
    rows: [
      { label: 'API Key' },
      { label: 'Secret Key' },
      { label: 'Ingest as Identity Instead of Compromised Account' },
      { label: 'Ingest Description as Attribute' },
      { label: 'Use iZoologic Posted Date' },
      { label: 'Enable SSL Certificate Verification' },
      { label: 'Disable Proxies' },
    ],
  },
];

export const syncCases = {
  pack: 'izoologic-sync-cases',
  guide: 'iZoologic Sync Cases CDF 1.1.0',
  mapping: [incidentDetails, communications, dlrDetails],
  options,
} as const;
