/** Of each group the properties, by the section of STIX 2.1 that has them; a path where it says what is inside. */
const GROUPS = {
  common: `type spec_version id created_by_ref created modified revoked labels confidence lang external_references.source_name
    external_references.description external_references.url external_references.hashes external_references.external_id
    object_marking_refs granular_markings.lang granular_markings.marking_ref granular_markings.selectors defanged extensions`,
  domain: `name description aliases kill_chain_phases.kill_chain_name kill_chain_phases.phase_name objective first_seen last_seen
    action context object_refs contact_information identity_class roles sectors indicator_types pattern pattern_type
    pattern_version valid_from valid_until infrastructure_types goals resource_level primary_motivation secondary_motivations
    latitude longitude precision region country administrative_area city street_address postal_code malware_types is_family
    operating_system_refs architecture_execution_envs implementation_languages capabilities sample_refs product version
    host_vm_ref operating_system_ref installed_software_refs configuration_version modules analysis_engine_version
    analysis_definition_version submitted analysis_started analysis_ended result_name result analysis_sco_refs abstract content
    authors number_observed objects explanation opinion report_types published threat_actor_types sophistication
    personal_motivations tool_types tool_version`,
  relations:
    'relationship_type source_ref target_ref start_time stop_time sighting_of_ref observed_data_refs where_sighted_refs count summary',
  meta: `definition_type definition.statement definition.tlp object_ref object_modified contents extension_types
    extension_properties schema`,
  observables: `mime_type payload_bin url hashes encryption_algorithm decryption_key number rir path path_enc ctime mtime atime
    contains_refs value resolves_to_refs display_name belongs_to_ref is_multipart date content_type from_ref sender_ref to_refs
    cc_refs bcc_refs message_id subject received_lines additional_header_fields body body_multipart raw_email_ref size name_enc
    magic_number_hex parent_directory_ref content_ref start end is_active src_ref dst_ref src_port dst_port protocols src_byte_count
    dst_byte_count src_packets dst_packets ipfix src_payload_ref dst_payload_ref encapsulates_refs encapsulated_by_ref is_hidden pid
    created_time cwd command_line environment_variables opened_connection_refs creator_user_ref image_ref parent_ref child_refs
    cpe swid languages vendor user_id credential account_login account_type is_service_account is_privileged can_escalate_privs
    is_disabled account_created account_expires credential_last_changed account_first_login account_last_login key values
    modified_time number_of_subkeys is_self_signed serial_number signature_algorithm issuer validity_not_before
    validity_not_after subject_public_key_algorithm subject_public_key_modulus subject_public_key_exponent x509_v3_extensions`,
  // What the decoder adds.
  own: 'object_markings.id object_markings.name object_markings.definition.statement object_markings.definition.tlp object_markings.extensions',
};

/** What an object may have by STIX 2.1 (sections 3 to 7), whatever a sample shows: dotted paths from a record. */
export const stixMembers: readonly string[] = Object.values(GROUPS).flatMap((names) => names.split(/\s+/));
